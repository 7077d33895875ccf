import { setTimeout as delay } from 'node:timers/promises';
import type { EngineForwarder, Product, ProductPart } from 'hero-claude-testkit';
import { requireEngine, ServerDatabase } from 'hero-claude-testkit';
import type { Random } from './random.ts';

const targets = [
  'server',
  'gateway',
  'ui',
  'container',
  'agent',
  'engine (live-restore on)',
  'engine (live-restore off)',
  'machine',
] as const;
export type Target = (typeof targets)[number];

/** How often each is chosen, in a hundred; what ends all containers leaves little time to work when it comes often. */
const shares: Readonly<Record<Target, number>> = {
  server: 27,
  gateway: 16,
  ui: 12,
  container: 17,
  agent: 13,
  'engine (live-restore on)': 9,
  'engine (live-restore off)': 3,
  machine: 3,
};

function choose(random: Random): Target {
  let left = random.next() * 100;
  for (const target of targets) {
    left -= shares[target];
    if (left < 0) return target;
  }
  return 'server';
}

export interface KillerParts {
  product: Product;
  engine: EngineForwarder;
  sessions: readonly string[];
  random: Random;
}

/** Kills parts of the product as crashes would, and brings back what nobody else does. */
export class Killer {
  readonly kills = new Map<Target, number>();
  readonly #parts: KillerParts;

  constructor(parts: KillerParts) {
    this.#parts = parts;
  }

  async kill(): Promise<Target> {
    const { random } = this.#parts;
    const target = choose(random);
    this.kills.set(target, (this.kills.get(target) ?? 0) + 1);
    const awayMs = random.between(0, 800);
    switch (target) {
      case 'server':
      case 'gateway':
      case 'ui':
        await this.#killPart(target, awayMs);
        break;
      case 'container':
      case 'agent':
        await this.#killContainer(this.#anySession(), target);
        break;
      case 'engine (live-restore on)':
      case 'engine (live-restore off)':
        await this.#killEngine(target === 'engine (live-restore off)', awayMs);
        break;
      case 'machine':
        await this.#killMachine(awayMs);
    }
    return target;
  }

  #anySession(): string {
    const [first = '', ...rest] = this.#parts.sessions;
    return this.#parts.random.pick([first, ...rest]);
  }

  async #killPart(part: ProductPart, awayMs: number): Promise<void> {
    const { product } = this.#parts;
    await product.daemon(part).kill9();
    await delay(awayMs);
    await product.start(part);
  }

  /** Without live-restore an engine that comes back has ended every container, and starts none. */
  async #killEngine(endsContainers: boolean, awayMs: number): Promise<void> {
    const { engine } = this.#parts;
    await engine.cut();
    if (endsContainers) await this.#killContainers();
    await delay(awayMs);
    await engine.restore();
  }

  /** As when the power goes: a boot later the parts come back in whatever order. */
  async #killMachine(awayMs: number): Promise<void> {
    const { product, engine, random } = this.#parts;
    const parts = ['server', 'gateway', 'ui'] as const;
    await Promise.all([engine.cut(), ...parts.map((part) => product.daemon(part).kill9())]);
    await this.#killContainers();
    using database = ServerDatabase.open(product.home);
    database.rebootMachine();
    await delay(awayMs);
    const returns = [() => engine.restore(), ...parts.map((part) => () => product.start(part))];
    for (const comesBack of random.shuffled(returns)) await comesBack();
  }

  async #killContainers(): Promise<void> {
    await Promise.all(this.#parts.sessions.map((sessionId) => this.#killContainer(sessionId, 'container')));
  }

  /** The container, or only the process in it that is the agent. One that is not there has been killed already. */
  async #killContainer(sessionId: string, what: 'container' | 'agent'): Promise<void> {
    const docker = await requireEngine();
    const { instance } = this.#parts.product;
    const label = [`hero.claude.instance=${instance}`, `hero.claude.session=${sessionId}`];
    const found = await docker.listContainers({ filters: { label: [...label, 'hero.claude.role=agent'] } });
    for (const { Id } of found) {
      const container = docker.getContainer(Id);
      if (what === 'container') await container.kill().catch(() => undefined);
      else {
        // As root of the host's view: exec needs no shell of the agent's.
        const exec = await container
          .exec({ Cmd: ['bash', '-c', 'kill -9 $(pgrep -x claude)'] })
          .catch(() => undefined);
        const said = await exec?.start({ Detach: true }).catch(() => undefined);
        // Nothing comes, but an answer that nobody reads keeps this process from ending.
        said?.resume();
      }
    }
  }
}

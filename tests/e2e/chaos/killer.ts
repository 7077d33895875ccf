import { setTimeout as delay } from 'node:timers/promises';
import type { EngineForwarder, Product } from 'hero-claude-testkit';
import { requireEngine } from 'hero-claude-testkit';
import type { Random } from './random.ts';

const targets = ['server', 'gateway', 'container', 'agent', 'engine', 'everything'] as const;
export type Target = (typeof targets)[number];

/** How often each is chosen, in a hundred; a power failure leaves little time to work when it comes often. */
const shares: Readonly<Record<Target, number>> = {
  server: 32,
  gateway: 20,
  container: 20,
  agent: 15,
  engine: 10,
  everything: 3,
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
        await this.#killPart(target, awayMs);
        break;
      case 'container':
      case 'agent':
        await this.#killContainer(this.#anySession(), target);
        break;
      case 'engine':
        await this.#parts.engine.cut();
        await delay(awayMs);
        await this.#parts.engine.restore();
        break;
      case 'everything':
        await this.#killEverything(awayMs);
    }
    return target;
  }

  #anySession(): string {
    const [first = '', ...rest] = this.#parts.sessions;
    return this.#parts.random.pick([first, ...rest]);
  }

  async #killPart(part: 'server' | 'gateway', awayMs: number): Promise<void> {
    const { product } = this.#parts;
    await product.daemon(part).kill9();
    await delay(awayMs);
    await product.start(part);
  }

  /** As when the power goes: whatever comes back first. */
  async #killEverything(awayMs: number): Promise<void> {
    const { product, sessions, random } = this.#parts;
    await Promise.all([product.server.kill9(), product.gateway.kill9()]);
    await Promise.all(sessions.map((sessionId) => this.#killContainer(sessionId, 'container')));
    await delay(awayMs);
    const parts = random.pick([
      ['server', 'gateway'],
      ['gateway', 'server'],
    ] as const);
    for (const part of parts) await product.start(part);
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
        await exec?.start({ Detach: true }).catch(() => undefined);
      }
    }
  }
}

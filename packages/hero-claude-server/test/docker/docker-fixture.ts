import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { AgentSpec } from '../../src/adapters/docker/container/container-spec.ts';
import { createEngine, type Engine } from '../../src/adapters/docker/engine.ts';

const mib = 2 ** 20;
export const log = pino({ level: process.env['HERO_LOG'] ?? 'silent' });

export const testImage = process.env['HERO_CLAUDE_IMAGE'] ?? 'hero-claude-sandbox:latest';

const asRoot = process.getuid?.() === 0;
export const user = asRoot
  ? { uid: 1000, gid: 1000 }
  : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

/** An installation of its own: whatever it leaves in the engine is removed by its label. */
export class Installation implements AsyncDisposable {
  readonly instance = randomBytes(4).toString('hex');
  readonly limits = { cpus: 1, memoryBytes: 256 * mib, pids: 128, openFiles: 4096, tmpBytes: 32 * mib };
  readonly engine: Engine;
  readonly dir: string;

  private constructor(dir: string, host: string | undefined) {
    this.dir = dir;
    this.engine = createEngine({ host, runtime: 'docker', instance: this.instance, log, sideIdleMs: 400 });
  }

  static async open(host = process.env['DOCKER_HOST']): Promise<Installation> {
    return new Installation(await mkdtemp(join(tmpdir(), 'hero-docker-')), host);
  }

  /** A session folder as the server lays it out. The journals exist, as the mounts need them to. */
  async spec(argv: readonly [string, ...string[]], changes: Partial<AgentSpec> = {}): Promise<AgentSpec> {
    const sessionId = randomBytes(4).toString('hex');
    const at = (...path: string[]) => join(this.dir, sessionId, ...path);
    for (const folder of ['code', 'claude', 'home', 'cfg', 'logs', 'run'])
      await mkdir(at(folder), { recursive: true });
    for (const journal of ['in', 'out', 'err']) await writeFile(at('logs', journal), '');
    if (asRoot) {
      for (const path of ['code', 'claude', 'home', 'logs/in', 'logs/out', 'logs/err']) {
        await chown(at(path), user.uid, user.gid);
      }
    }
    return {
      sessionId,
      image: testImage,
      user,
      workingDir: '/workspace/code',
      env: { HOME: '/home/agent' },
      limits: this.limits,
      mounts: { code: at('code'), claude: at('claude'), home: at('home'), cfg: at('cfg') },
      agentMounts: {
        run: at('run'),
        journals: { in: at('logs', 'in'), out: at('logs', 'out'), err: at('logs', 'err') },
      },
      argv,
      ...changes,
    };
  }

  /** Creates and starts a container that does nothing, or runs `argv`. */
  async running(
    argv: readonly [string, ...string[]] = ['sleep', 'infinity'],
    changes: Partial<AgentSpec> = {},
  ) {
    const spec = await this.spec(argv, changes);
    const { id } = await this.engine.createAgent(spec);
    await this.engine.start(id);
    return { id, spec };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = await this.engine.list();
    await Promise.all(left.map(({ id }) => this.engine.remove(id)));
    await this.engine.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}

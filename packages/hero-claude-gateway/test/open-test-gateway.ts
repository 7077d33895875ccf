import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../src/config.ts';
import type { EgressSpec } from '../src/egress/egress-spec.ts';
import { type Gateway, type GatewayLimits, openGateway } from '../src/gateway.ts';
import type { SocketOwner } from '../src/lib/session-socket.ts';

export interface TestSession {
  id: string;
  token: string;
  model: string;
  egress: string;
  runDir: string;
}

export interface TestGateway extends AsyncDisposable {
  gateway: Gateway;
  home: string;
  /** Everything logged so far, one object per line. */
  logged: Record<string, unknown>[];
  openSession(egress?: EgressSpec, owner?: SocketOwner): Promise<TestSession>;
  /** Writes a file of ~/hero/cfg/hero_claude, for the next start. */
  writeConfig(name: string, content: object): Promise<void>;
  /** Ends this gateway and opens another over the same ledger. */
  restart(): Promise<void>;
}

export interface TestGatewayOptions {
  env?: NodeJS.ProcessEnv;
  limits?: GatewayLimits;
}

const self: SocketOwner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

/** A gateway in this process, with a home of its own and nothing from the caller's environment. */
export async function openTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const home = await mkdtemp('/tmp/gw-');
  const logged: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug', base: null },
    { write: (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const env = { HOME: home, ANTHROPIC_API_KEY: 'sk-upstream', ...options.env };
  const config = readConfig(env);
  const test: TestGateway = {
    gateway: await openGateway(config, log, options.limits),
    home,
    logged,
    async openSession(egress = { policy: 'none' }, owner = self) {
      const id = randomBytes(4).toString('hex');
      const token = `hero-${randomBytes(16).toString('hex')}`;
      const runDir = join(home, 'run', id);
      await test.gateway.gates.open({
        sessionId: id,
        tokenSha256: createHash('sha256').update(token).digest('hex'),
        runDir,
        ...owner,
        egress,
        openedAt: new Date().toISOString(),
      });
      return { id, token, model: join(runDir, 'model.sock'), egress: join(runDir, 'egress.sock'), runDir };
    },
    async writeConfig(name, content) {
      const dir = join(home, 'hero', 'cfg', 'hero_claude');
      await mkdir(dir, { recursive: true });
      await writeFile(join(dir, name), JSON.stringify(content));
    },
    async restart() {
      await test.gateway.close(0);
      test.gateway = await openGateway(config, log, options.limits);
    },
    async [Symbol.asyncDispose]() {
      await test.gateway.close(0);
      await rm(home, { recursive: true, force: true });
    },
  };
  return test;
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { exitOnSignal, identityOf, type ListeningSocket, listenOnSocket } from 'hero-rpc/node';
import { version } from '../version.ts';
import { type ServiceName, serviceNames } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import { logFileOf, rotateLog } from './log-file.ts';
import { readRecord, type SupervisorRecord, writeRecord } from './record.ts';
import { ServiceRunner } from './service-runner.ts';
import type { Settings } from './settings.ts';
import type { StartRequest } from './supervisor-client.ts';

const rotateEveryMs = 30_000;
const stopGraceMs = 25_000;

/** Keeps gateway, server and ui running; asked over its socket, which makes it the only one. */
class Supervisor {
  readonly #paths;
  readonly #runners: ReadonlyMap<ServiceName, ServiceRunner>;
  #settings: Settings;
  /** In memory only: it holds secrets. */
  #env: NodeJS.ProcessEnv;
  #owner: SupervisorRecord['owner'];
  #starting: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(settings: Settings, env: NodeJS.ProcessEnv) {
    this.#paths = heroPaths(env);
    this.#settings = settings;
    this.#env = env;
    const identity = identityOf(process.pid) ?? { pid: process.pid, started: '' };
    this.#owner = { kind: 'builtin', ...identity };
    const { logDir } = this.#paths;
    this.#runners = new Map(
      serviceNames.map((name) => [
        name,
        new ServiceRunner({
          name,
          env: () => this.#env,
          logDir,
          settings: () => this.#settings,
          onChange: () => this.#save(),
        }),
      ]),
    );
  }

  get record(): SupervisorRecord {
    const services = Object.fromEntries([...this.#runners].map(([name, { record }]) => [name, record]));
    return { version: 1, owner: this.#owner, settings: this.#settings, services };
  }

  /**
   * Takes over what still runs, starts the rest: each once the one before it answers or has given up. They get the
   * environment of who asked last, so that a value that kept one from starting can be mended.
   */
  start({ settings, env }: StartRequest): void {
    const before = readRecord(this.#paths.recordFile);
    this.#settings = settings;
    this.#env = env;
    for (const [name, runner] of this.#runners) {
      if (runner.record.process === null && !runner.adopt(before?.services[name])) runner.prepare();
    }
    this.#save();
    this.#starting = this.#startAll(this.#starting);
  }

  async #startAll(earlier: Promise<void>): Promise<void> {
    await earlier;
    for (const runner of this.#runners.values()) {
      if (!this.#stopping) await runner.start();
    }
  }

  /** The dashboard first, the gateway last: running agents use it longest. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const runner of [...this.#runners.values()].reverse()) await runner.stop();
    await this.#starting;
    this.#owner = null;
    this.#save();
  }

  rotateLogs(): void {
    for (const name of this.#runners.keys()) rotateLog(logFileOf(this.#paths.logDir, name));
  }

  #save(): void {
    writeRecord(this.#paths.recordFile, this.record);
  }
}

/** The process behind `hero-claude supervise`: runs until it is told to stop. */
export async function supervise(settings: Settings, env: NodeJS.ProcessEnv): Promise<never> {
  const { supervisorSocket } = heroPaths(env);
  const supervisor = new Supervisor(settings, env);
  let socket: ListeningSocket | undefined;
  const close = async (): Promise<void> => {
    await supervisor.stop();
    await socket?.close(500);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (body: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify(body));
    };
    switch (`${request.method} ${request.url}`) {
      case 'GET /health':
        return send({ status: 'ok', service: 'hero_claude_supervisor', version, pid: process.pid });
      case 'GET /state':
        return send(supervisor.record);
      case 'POST /start':
        supervisor.start((await json(request)) as StartRequest);
        return send(supervisor.record);
      case 'POST /stop':
        send(supervisor.record);
        process.kill(process.pid, 'SIGTERM');
        return;
      default:
        response.writeHead(404).end();
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  socket = await listenOnSocket(server, { path: supervisorSocket });
  exitOnSignal({ close, graceMs: stopGraceMs });
  supervisor.start({ settings, env });
  setInterval(() => supervisor.rotateLogs(), rotateEveryMs).unref();
  return new Promise<never>(() => undefined);
}

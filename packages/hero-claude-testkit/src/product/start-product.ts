import { join } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import { type RpcCallOptions, rpcCall } from '../daemon/rpc-call.ts';
import { type Daemon, startDaemon } from '../daemon/start-daemon.ts';
import { createTempHome, type TempHome } from '../home/temp-home.ts';
import { type ModelServer, startModelServer } from '../model-server/model-server.ts';
import { daemonCommand, type ProductForm, type ProductPart } from './daemon-command.ts';
import { removeContainersOf, requireEngine } from './engine.ts';
import { SessionWatch } from './session-watch.ts';
import { SourceWatch } from './source-watch.ts';

export interface ProductOptions {
  /** Kept at the end when given; else one is made and removed. */
  home?: TempHome;
  /** Closed by whoever made it: here when not given. */
  modelServer?: ModelServer;
  /** Added to the environment of all parts. */
  env?: Record<string, string>;
  /** Which parts run; gateway and server unless given. */
  parts?: readonly ProductPart[];
  /** As `daemonCommand` unless given. */
  from?: ProductForm;
  /** Runs in the place of the server's own program, from source. */
  serverProgram?: string;
}

/** What one part gets beside what all get. */
export interface PartOptions {
  args?: readonly string[];
  env?: Record<string, string>;
}

const ServerInfo = z.looseObject({ instance: z.string().regex(/^[0-9a-f]{8}$/) });

/** The credential the gateway holds for the model server, shaped like a real one. */
const apiKey = 'sk-ant-test-00000000';

/** The product's daemons in a home of their own, in front of a scripted model. */
export class Product implements AsyncDisposable {
  readonly home: TempHome;
  readonly modelServer: ModelServer;
  /** Sources that are watched must be at the end as they were: `close` sees to it. */
  readonly sources = new SourceWatch();
  readonly #options: ProductOptions;
  readonly #docker: Docker;
  readonly #daemons = new Map<ProductPart, Daemon>();
  #instance: string | undefined;

  constructor(home: TempHome, modelServer: ModelServer, docker: Docker, options: ProductOptions) {
    this.home = home;
    this.modelServer = modelServer;
    this.#docker = docker;
    this.#options = options;
  }

  /** The Unix socket of a part. */
  socket(part: ProductPart): string {
    return join(this.home.socketDir, `hero_claude_${part}.sock`);
  }

  /** Starts a part, or starts it again after it was stopped or killed. */
  async start(part: ProductPart, { args = [], env = {} }: PartOptions = {}): Promise<Daemon> {
    const { serverProgram, from } = this.#options;
    const { command, args: always } = daemonCommand(part, serverProgram === undefined ? from : 'source');
    const replaced = part === 'server' && serverProgram !== undefined;
    const daemon = await startDaemon({
      command,
      args: [...(replaced ? [...always.slice(0, -1), serverProgram] : always), ...args],
      cwd: this.home.dir,
      socket: this.socket(part),
      readyTimeoutMs: 60_000,
      env: {
        ...this.home.env,
        HERO_CLAUDE_MODEL_URL: this.modelServer.url,
        // Every call of the model is a test's own.
        HERO_CLAUDE_SIDE_TURNS: 'off',
        // Only the gateway may hold the credential; the server gets along without.
        ...(part === 'gateway' ? { ANTHROPIC_API_KEY: apiKey } : {}),
        ...this.#options.env,
        ...env,
      },
    });
    this.#daemons.set(part, daemon);
    // It stays the same for a home, and a server that is started again may want a token.
    if (part === 'server') this.#instance ??= ServerInfo.parse(await this.rpc('server.info')).instance;
    return daemon;
  }

  /** The running part; throws when it was never started. */
  daemon(part: ProductPart): Daemon {
    const daemon = this.#daemons.get(part);
    if (!daemon) throw new Error(`${part} was not started; started: ${[...this.#daemons.keys()].join(', ')}`);
    return daemon;
  }

  get gateway(): Daemon {
    return this.daemon('gateway');
  }

  get server(): Daemon {
    return this.daemon('server');
  }

  /** Label of the containers that belong to this product; known once the server has answered. */
  get instance(): string {
    if (this.#instance === undefined) throw new Error('the server has not answered yet');
    return this.#instance;
  }

  /** Calls a method of the server. Throws RpcCallError. */
  async rpc<T = unknown>(method: string, params: object = {}, options: RpcCallOptions = {}): Promise<T> {
    return await rpcCall<T>(this.socket('server'), method, params, options);
  }

  /** Calls a method of the gateway's control socket. Throws RpcCallError. */
  async gatewayRpc<T = unknown>(method: string, params: object = {}): Promise<T> {
    return await rpcCall<T>(this.socket('gateway'), method, params);
  }

  /** Waits for what happens to a session. */
  watch(sessionId: string): SessionWatch {
    return new SessionWatch(this.socket('server'), sessionId);
  }

  /** The logs of all parts, for the message of a failing test. */
  logs(): string {
    return [...this.#daemons].map(([part, daemon]) => `--- ${part}\n${daemon.logs()}`).join('\n');
  }

  /**
   * Stops the daemons (server first), removes this instance's containers, and what was made for it. Throws when a
   * source was written to.
   */
  async close(): Promise<void> {
    try {
      await this.sources.assertUntouched();
    } finally {
      await this.#end();
    }
  }

  async #end(): Promise<void> {
    for (const part of ['ui', 'server'] as const) await this.#daemons.get(part)?.stop();
    if (this.#instance !== undefined) await removeContainersOf(this.#docker, this.#instance);
    await this.#daemons.get('gateway')?.stop();
    if (!this.#options.modelServer) await this.modelServer.close();
    if (!this.#options.home) await this.home.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Starts the product and waits until every part answers. Fails when no container engine does. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const docker = await requireEngine();
  const modelServer =
    options.modelServer ?? (await startModelServer({ credential: { header: 'x-api-key', value: apiKey } }));
  const product = new Product(options.home ?? (await createTempHome()), modelServer, docker, options);
  try {
    for (const part of options.parts ?? ['gateway', 'server']) await product.start(part);
    return product;
  } catch (error) {
    await product.close();
    throw error;
  }
}

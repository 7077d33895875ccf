import { join } from 'node:path';
import {
  createTempHome,
  type Daemon,
  daemonCommand,
  rpcCall,
  startDaemon,
  type TempHome,
} from 'hero-claude-testkit';

/** A real server whose container engine is away. */
export interface LoneServer extends AsyncDisposable {
  home: TempHome;
  daemon: Daemon;
  rpc<T = unknown>(method: string, params?: object): Promise<T>;
  /** Starts the server again after it was stopped or killed. */
  restart(): Promise<void>;
}

export interface LoneServerOptions {
  home?: TempHome;
  /** Another program than the server's own; it finds where faults are planned in FAULT_FILE. */
  program?: string;
  env?: Record<string, string>;
}

export async function startServer(options: LoneServerOptions = {}): Promise<LoneServer> {
  const { home: given, program, env } = options;
  const home = given ?? (await createTempHome());
  const socket = join(home.socketDir, 'hero_claude_server.sock');
  const { command, args } = daemonCommand('server', program === undefined ? undefined : 'source');
  const start = async () =>
    startDaemon({
      command,
      args: program === undefined ? args : [...args.slice(0, -1), program],
      cwd: home.dir,
      socket,
      env: {
        ...home.env,
        DOCKER_HOST: `unix://${home.dir}/no-engine.sock`,
        ...(program !== undefined && { FAULT_FILE: join(home.dir, 'fault.json') }),
        ...env,
      },
    });
  let daemon = await start();
  return {
    home,
    get daemon() {
      return daemon;
    },
    rpc: async (method, params = {}) => rpcCall(socket, method, params),
    async restart() {
      daemon = await start();
    },
    async [Symbol.asyncDispose]() {
      await daemon.stop();
      if (given === undefined) await home.close();
    },
  };
}

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

export async function startServer({ home: given }: { home?: TempHome } = {}): Promise<LoneServer> {
  const home = given ?? (await createTempHome());
  const socket = join(home.socketDir, 'hero_claude_server.sock');
  const start = async () =>
    startDaemon({
      ...daemonCommand('server', 'source'),
      cwd: home.dir,
      socket,
      env: { ...home.env, DOCKER_HOST: `unix://${home.dir}/no-engine.sock` },
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

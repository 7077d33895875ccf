import { join } from 'node:path';
import { startDaemon } from '../daemon/start-daemon.ts';
import { createTempHome } from '../home/temp-home.ts';
import { daemonCommand } from '../product/daemon-command.ts';
import { type StandinAnswer, type StandinServer, startStandinServer } from './standin-server.ts';

export interface StandinDashboard extends AsyncDisposable {
  url: string;
  /** The dashboard's Unix socket, where a proxy connects. */
  socket: string;
  server: StandinServer;
}

/** The real dashboard in front of a server that says what it is told to; it needs `pnpm build` for its page. */
export async function startStandinDashboard(
  answers: Readonly<Record<string, StandinAnswer>>,
): Promise<StandinDashboard> {
  const home = await createTempHome();
  const server = await startStandinServer(home, answers);
  const { command, args } = daemonCommand('ui');
  const socket = join(home.socketDir, 'hero_claude_ui.sock');
  const ui = await startDaemon({ command, args: [...args, '--tcp'], env: home.env, socket });
  return {
    url: `http://127.0.0.1:${home.port}/`,
    socket,
    server,
    async [Symbol.asyncDispose]() {
      await ui[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await home.close();
    },
  };
}

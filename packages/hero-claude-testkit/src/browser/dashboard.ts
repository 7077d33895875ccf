import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from '../daemon/start-daemon.ts';
import { daemonCommand } from '../product/daemon-command.ts';
import type { Product } from '../product/start-product.ts';

/** A dashboard over TCP, as `hero-claude start` makes it. */
export interface Dashboard extends AsyncDisposable {
  /** Without a login. */
  url: string;
  /** The login link. */
  loginUrl: string;
  token: string;
}

/** Starts the dashboard of a product; it needs `pnpm build` for its page. */
export async function startDashboard({ home }: Product): Promise<Dashboard> {
  const { command, args } = daemonCommand('ui');
  const socket = join(home.socketDir, 'hero_claude_ui.sock');
  const daemon = await startDaemon({ command, args: [...args, '--tcp'], env: home.env, socket });
  const token = (await readFile(join(home.dir, 'hero', 'cfg', 'hero_claude', 'token'), 'utf8')).trim();
  const url = `http://127.0.0.1:${home.port}/`;
  return {
    url,
    loginUrl: `${url}#token=${token}`,
    token,
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

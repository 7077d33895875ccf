import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspaceDir } from '../product/daemon-command.ts';
import type { ProxyProgram } from './reverse-proxy.ts';

const documentedSocket = '/srv/hero-claude/hero_claude_ui.sock';

/** The prefix in the examples of docs/dashboard.md. */
export const documentedPrefix = '/hero';

/** What docs/dashboard.md says to write for a proxy, word for word but for the place of the socket. */
export async function documentedSite(
  program: ProxyProgram,
  { socket, prefix }: { socket: string; prefix: boolean },
): Promise<string> {
  const page = await readFile(join(workspaceDir, 'docs', 'dashboard.md'), 'utf8');
  const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter(([, name]) => name === program);
  const block = blocks.map(([, , text = '']) => text).find((text) => text.includes('/hero/') === prefix);
  if (block === undefined) throw new Error(`docs/dashboard.md shows no ${program} site, prefix ${prefix}`);
  return block.replace(documentedSocket, socket);
}

import { join } from 'node:path';
import { socketDir } from 'hero-claude-sdk/node';
import type { CliContext } from '../call/cli-context.ts';
import { clientToken } from '../token/client-token.ts';
import { runBridge } from './bridge.ts';

/** `claude mcp add hero -- hero-claude mcp`: stdout belongs to the protocol, words go to stderr. */
export async function runMcp({ env, output, signal }: CliContext, socket: string | undefined): Promise<void> {
  await runBridge({
    socketPath: socket ?? join(socketDir(env), 'hero_claude_server.sock'),
    token: clientToken(env),
    input: process.stdin,
    write: (line) => output.line(line),
    note: (text) => output.note(`hero-claude mcp: ${text}`),
    signal,
  });
}

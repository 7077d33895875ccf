/**
 * Runs gateway, server and dashboard from source in the foreground. Each restarts by itself when a
 * file of its own changes, and lives on when another one falls. Ctrl-C ends all.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const tsx = join(root, 'node_modules', '.bin', 'tsx');
const daemons: Record<string, string[]> = {
  gateway: ['packages/hero-claude-gateway/src/main.ts'],
  server: ['packages/hero-claude-server/src/main.ts'],
  ui: ['packages/hero-claude-ui/src/main.ts', '--tcp'],
};

function start(name: string, argv: string[]): () => void {
  const child = spawn(tsx, ['watch', '--clear-screen=false', '--conditions=hero:source', ...argv], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => console.log(`${name.padEnd(8)}| ${line}`));
  }
  child.on('exit', (code, signal) => console.log(`${name.padEnd(8)}| ended (${signal ?? code})`));
  return () => child.kill('SIGTERM');
}

const stops = Object.entries(daemons).map(([name, argv]) => start(name, argv));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const stop of stops) stop();
  });
}

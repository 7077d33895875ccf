/**
 * Runs gateway, server and dashboard from source in the foreground, and builds the dashboard's page. Each restarts by itself when a
 * file of its own changes, and lives on when another one falls. Ctrl-C ends all. With names (`gateway server`)
 * only those run.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const tsx = join(root, 'node_modules', '.bin', 'tsx');
const vite = join(root, 'packages', 'hero-claude-ui', 'node_modules', '.bin', 'vite');
const page = 'packages/hero-claude-ui/dist/web/index.html';
const watch = ['watch', '--clear-screen=false', '--conditions=hero:source'];
const programs: Record<string, [command: string, ...argv: string[]]> = {
  gateway: [tsx, ...watch, 'packages/hero-claude-gateway/src/main.ts'],
  server: [tsx, ...watch, 'packages/hero-claude-server/src/main.ts'],
  // It keeps the built page in memory, so that it restarts for a new one.
  ui: [tsx, ...watch, '--include', page, 'packages/hero-claude-ui/src/main.ts', '--tcp'],
  web: [vite, 'build', '--watch', '--logLevel', 'warn', 'packages/hero-claude-ui/web'],
};

function start(name: string, [command, ...argv]: [string, ...string[]]): () => void {
  const child = spawn(command, argv, {
    cwd: root,
    // Ctrl-C goes to a whole group: a daemon that gets it beside ours would take it for the second one.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => console.log(`${name.padEnd(8)}| ${line}`));
  }
  child.on('exit', (code, signal) => console.log(`${name.padEnd(8)}| ended (${signal ?? code})`));
  return () => child.kill('SIGTERM');
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(programs, name));
if (unknown.length > 0) {
  console.error(`error: no program ${unknown.join(', ')}; there are ${Object.keys(programs).join(', ')}`);
  process.exit(2);
}
const chosen = Object.entries(programs).filter(([name]) => asked.length === 0 || asked.includes(name));
const stops = chosen.map(([name, program]) => start(name, program));
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    for (const stop of stops) stop();
  });
}

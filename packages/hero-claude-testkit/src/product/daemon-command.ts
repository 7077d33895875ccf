import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The checkout this testkit belongs to. */
export const workspaceDir = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

export type ProductPart = 'gateway' | 'server' | 'ui';

/** From its sources, or built (`tsc -b` has run). */
export type ProductForm = 'source' | 'dist';

/** What `make test-all` has just built is what it tests: that starts in less than half the time. */
const testedForm: ProductForm = process.env['HERO_TEST_FORM'] === 'dist' ? 'dist' : 'source';

/** How a part of the product is run: from its sources, unless all tests run what is built. */
export function daemonCommand(part: ProductPart, from: ProductForm = testedForm): Command {
  const packageName = `hero-claude-${part}`;
  return from === 'dist' ? built(packageName, nodeFlags(packageName)) : fromSource(packageName);
}

/** As the supervisor and the installed programs run a daemon. */
function nodeFlags(packageName: string): string[] {
  const manifest = readFileSync(join(workspaceDir, 'packages', packageName, 'package.json'), 'utf8');
  const { config } = JSON.parse(manifest) as { config: { nodeFlags: string } };
  return config.nodeFlags.split(' ');
}

/** How the command line is run: in the form in which the daemons are. */
export function cliCommand(...args: string[]): Command {
  const cli = testedForm === 'dist' ? built('hero-claude') : fromSource('hero-claude');
  return { command: cli.command, args: [...cli.args, ...args] };
}

interface Command {
  command: string;
  args: string[];
}

function built(packageName: string, flags: readonly string[] = []): Command {
  const main = join(workspaceDir, 'packages', packageName, 'dist/main.js');
  return { command: process.execPath, args: [...flags, main] };
}

function fromSource(packageName: string): Command {
  const tsx = createRequire(join(workspaceDir, 'package.json')).resolve('tsx');
  const main = join(workspaceDir, 'packages', packageName, 'src/main.ts');
  return {
    command: process.execPath,
    args: ['--import', pathToFileURL(tsx).href, '--conditions=hero:source', main],
  };
}

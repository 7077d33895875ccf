import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError } from '../cli-error.ts';
import type { Settings } from './settings.ts';

/** The daemons in the order in which they are started. */
export const serviceNames = ['gateway', 'server', 'ui'] as const;
export type ServiceName = (typeof serviceNames)[number];

export function isServiceName(word: string): word is ServiceName {
  return serviceNames.some((name) => name === word);
}

export function socketOf(name: ServiceName, { socketDir }: Settings): string {
  return join(socketDir, `hero_claude_${name}.sock`);
}

export interface Program {
  command: string;
  args: string[];
}

// The packages lie side by side in a checkout, in an installation and in node_modules.
const packagesDir = join(import.meta.dirname, '..', '..', '..');
const runsFromSource = import.meta.filename.endsWith('.ts');

function fromSource(main: string): Program {
  const tsx = pathToFileURL(createRequire(join(packagesDir, '..', 'package.json')).resolve('tsx')).href;
  return { command: process.execPath, args: ['--import', tsx, '--conditions=hero:source', main] };
}

/** A program of ours: built where it is built, from its sources in a checkout otherwise. */
function programOf(packageName: string): Program {
  const built = join(packagesDir, packageName, 'dist', 'main.js');
  const source = join(packagesDir, packageName, 'src', 'main.ts');
  if (!runsFromSource && existsSync(built)) return { command: process.execPath, args: [built] };
  if (existsSync(source) && existsSync(join(packagesDir, '..', 'package.json'))) return fromSource(source);
  throw new CliError(
    'service.not_installed',
    `${packageName} is not installed beside hero-claude: no ${built}`,
    {
      exitCode: 69,
      hint: 'make install puts all four programs in place',
    },
  );
}

/**
 * How Node runs a daemon, which its package says for all who start it. V8 lets the space for new objects grow to
 * 48 MB and starts four threads beside the main one, which a daemon that mostly waits keeps without using them. The
 * server answers calls by the thousand: V8's own 1 MB to begin with is full every few dozen of them.
 */
function nodeFlags(packageName: string): string[] {
  const manifest = readFileSync(join(packagesDir, packageName, 'package.json'), 'utf8');
  const { config } = JSON.parse(manifest) as { config: { nodeFlags: string } };
  return config.nodeFlags.split(' ');
}

export function daemonProgram(name: ServiceName, { tcp, insecure }: Settings): Program {
  const packageName = `hero-claude-${name}`;
  const { command, args } = programOf(packageName);
  const flags = name === 'ui' ? [...(tcp ? ['--tcp'] : []), ...(insecure ? ['--insecure'] : [])] : [];
  return { command, args: [...nodeFlags(packageName), ...args, ...flags] };
}

/** The server's program, for what it does without serving. */
export function serverProgram(): Program {
  return programOf('hero-claude-server');
}

/** This very CLI. */
export function ownProgram(): Program {
  return programOf('hero-claude');
}

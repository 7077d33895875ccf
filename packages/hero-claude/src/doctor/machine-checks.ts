import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check } from 'hero-claude-sdk';
import { nodeProblem } from '../node-version.ts';
import { byteSize } from '../output/units.ts';
import type { Status } from '../service/service-status.ts';
import { engineCheck } from './engine-check.ts';
import { askProgram } from './run-program.ts';

const lowDiskBytes = 5 * 2 ** 30;
const firstSaneYear = 2025;

function nodeCheck(): Check {
  const { version } = process;
  const problem = nodeProblem(version);
  return problem === undefined
    ? { name: 'node', status: 'ok', message: version }
    : { name: 'node', status: 'fail', ...problem };
}

async function programCheck(name: string, args: readonly string[], pattern: RegExp): Promise<Check> {
  const { text, problem } = await askProgram(name, args);
  const version = pattern.exec(text ?? '')?.[1];
  return text === undefined
    ? { name, status: 'fail', message: problem, fix: `apt-get install ${name}, or make setup` }
    : { name, status: 'ok', message: version ?? 'is here' };
}

/** Commits carry the user's name; a repository may have one of its own, so that none here need not be wrong. */
async function identityCheck(codeRoot: string): Promise<Check> {
  const name = 'git identity';
  const folder = await existingParent(codeRoot);
  const [user, email] = await Promise.all(
    ['user.name', 'user.email'].map(async (key) => askProgram('git', ['-C', folder, 'config', '--get', key])),
  );
  if (user?.text && email?.text) return { name, status: 'ok', message: `${user.text} <${email.text}>` };
  return {
    name,
    status: 'warn',
    message: 'git does not know who you are: repositories without a name of their own make no sessions',
    fix: 'git config --global user.name "Your Name" && git config --global user.email you@example.com',
  };
}

async function existingParent(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((await stat(folder).catch(() => undefined)) !== undefined || folder === dirname(folder))
      return folder;
  }
}

async function diskCheck(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(await existingParent(folder));
  const free = bavail * bsize;
  const message = `${byteSize(free)} free for ${folder}`;
  return free >= lowDiskBytes
    ? { name: 'disk', status: 'ok', message }
    : { name: 'disk', status: 'warn', message, fix: 'hero-claude trash empty, or another BUILDDIR' };
}

/** Tokens and certificates end by the clock: one that is years off breaks both. */
function clockCheck(): Check {
  const now = new Date();
  return now.getUTCFullYear() >= firstSaneYear
    ? { name: 'clock', status: 'ok', message: now.toISOString() }
    : {
        name: 'clock',
        status: 'fail',
        message: `it is ${now.toISOString()} here`,
        fix: 'set the clock: timedatectl set-ntp true',
      };
}

/** The machine and its programs, seen without our daemons. */
export async function machineChecks(
  env: NodeJS.ProcessEnv,
  { build_dir: buildDir, code_root: codeRoot }: Status,
): Promise<Check[]> {
  const [git, identity, rsync, engine, disk] = await Promise.all([
    programCheck('git', ['--version'], /version (\S+)/),
    identityCheck(codeRoot),
    programCheck('rsync', ['--version'], /version (\S+)/),
    engineCheck(env),
    diskCheck(buildDir),
  ]);
  return [nodeCheck(), git, identity, rsync, engine, disk, clockCheck()];
}

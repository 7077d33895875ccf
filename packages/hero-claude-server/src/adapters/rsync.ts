import { appendFile } from 'node:fs/promises';
import { rsyncFailed, toolMissing } from '../domain/repo/git-errors.ts';
import type { FileOwner } from '../domain/repo/source-repo.ts';
import { type RawPath, rawPathBytes } from '../domain/session/raw-path.ts';
import { runProcess, SpawnError } from '../lib/process.ts';
import { ReadingWatch } from '../lib/reading-watch.ts';

const maxMessageBytes = 2_000;
/** Files that went away while they were copied. */
const exitVanished = 24;

export interface CopyFilesInput {
  from: string;
  /** Created when missing; must not be written by anybody else. */
  to: string;
  /**
   * Paths relative to `from`: these alone (folders are created empty), or everything but these (a slash at the
   * end means folders only). No `.git` is ever copied.
   */
  choice: { only: readonly RawPath[] } | { allBut: readonly RawPath[] };
  owner: FileOwner | undefined;
  /** Copies files again whose size and time are those of the copy. */
  again?: boolean;
  logFile: string;
  env: NodeJS.ProcessEnv;
  onProgress?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Copies the named files with modes and times, links as links. Files that vanish meanwhile are left out.
 * @throws rsync.failed with rsync's own last words; tool.missing
 */
export async function copyFiles(input: CopyFilesInput): Promise<void> {
  const { from, to, choice, owner, again, logFile, env, onProgress, signal } = input;
  const args = [
    '-lpt',
    ...(owner ? ['-og', '--numeric-ids', `--chown=${owner.uid}:${owner.gid}`] : []),
    '--chmod=ug-s',
    // Nobody looks at the copy before it is whole: no temporary names, no renames.
    '--inplace',
    '--whole-file',
    ...(again === true ? ['--ignore-times'] : []),
    '--from0',
    ...('only' in choice
      ? ['--files-from=-', '--ignore-missing-args']
      : ['--recursive', '--exclude=.git', '--exclude-from=-']),
    // Its progress it would tell after every file, which costs as much as a tenth of the copying.
    '--info=stats2',
    '--',
    `${from}/`,
    `${to}/`,
  ];
  using reading = new ReadingWatch((bytes) => onProgress?.(bytes));
  const started = new Date();
  const result = await runProcess('rsync', args, {
    env: { PATH: env['PATH'], LC_ALL: 'C' },
    stdin: rawPathBytes(('only' in choice ? choice.only.map(asName) : choice.allBut.map(asRule)).join('')),
    onStart: (pid) => reading.start(pid),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw error instanceof SpawnError ? toolMissing({ tool: 'rsync' }, { cause: error }) : error;
  });
  const summary = result.stdout.toString('latin1');
  await appendFile(
    logFile,
    `${started.toISOString()} rsync ${from}/ → ${to}/\n${result.stderr}${summary.trimStart()}`,
  );
  if (result.exitCode !== 0 && result.exitCode !== exitVanished) {
    throw rsyncFailed({
      exit_code: result.exitCode,
      stderr: result.stderr.trim().slice(-maxMessageBytes),
      log: logFile,
    });
  }
  const [, copied = ''] = /^Total transferred file size: ([\d,]+)/m.exec(summary) ?? [];
  onProgress?.(Number(copied.replaceAll(',', '')));
}

/** "./" keeps a name from being read as a comment, an option or an absolute path. */
function asName(path: RawPath): string {
  return `./${path}\0`;
}

/** A backslash only escapes in a rule that has a wildcard. */
function asRule(path: RawPath): string {
  return `/${/[*?[]/.test(path) ? path.replace(/[*?[\\]/g, String.raw`\$&`) : path}\0`;
}

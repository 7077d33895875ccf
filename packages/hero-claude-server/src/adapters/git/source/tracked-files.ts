import { type RawPath, splitNul } from '../../../domain/session/raw-path.ts';
import type { Git, GitPlace } from '../git-command.ts';

const gitlinkMode = '160000';

/** One line of an index. */
export interface TrackedFile {
  mode: string;
  object: string;
  path: RawPath;
}

export function isGitlink(file: TrackedFile): boolean {
  return file.mode === gitlinkMode;
}

/** The files git tracks; one in conflict counts once. */
export async function listTracked(git: Git, place: GitPlace, signal?: AbortSignal): Promise<TrackedFile[]> {
  const { stdout } = await git(['ls-files', '--stage', '-z'], { place, signal });
  const files: TrackedFile[] = [];
  for (const record of splitNul(stdout)) {
    // "<mode> <object> <stage>\t<path>"
    const tab = record.indexOf('\t');
    const [mode = '', object = ''] = record.slice(0, tab).split(' ');
    const path = record.slice(tab + 1);
    if (files.at(-1)?.path !== path) files.push({ mode, object, path });
  }
  return files;
}

export interface Untracked {
  files: RawPath[];
  /** Repositories of their own inside this one. */
  nested: RawPath[];
}

/** Files git does not track: those it does not ignore, and the ignored ones that `include` asks for. */
export async function listUntracked(
  git: Git,
  place: GitPlace,
  rules: { excludesFile: string | undefined; include: readonly string[] },
  signal?: AbortSignal,
): Promise<Untracked> {
  const config = rules.excludesFile === undefined ? [] : [['core.excludesFile', rules.excludesFile] as const];
  const [visible, asked] = await Promise.all([
    git(['ls-files', '--others', '--exclude-standard', '-z'], { place, config, signal }),
    rules.include.length === 0
      ? { stdout: Buffer.alloc(0) }
      : git(['ls-files', '--others', '-z', '--', ...rules.include.flatMap(pathspecsOf)], { place, signal }),
  ]);
  const all = [...new Set([...splitNul(visible.stdout), ...splitNul(asked.stdout)])];
  return {
    files: all.filter((path) => !path.endsWith('/')),
    nested: all.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1)),
  };
}

/** Further than this, comparing every file with every path costs more than naming all files. */
const maxLeftOut = 500;

/**
 * What git ignores, whole folders as one; undefined when that does not say well what to leave out: too many of
 * them, or folders git could not look into.
 */
export async function listIgnored(
  git: Git,
  place: GitPlace,
  rules: { excludesFile: string | undefined },
  signal?: AbortSignal,
): Promise<RawPath[] | undefined> {
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  const config = rules.excludesFile === undefined ? [] : [['core.excludesFile', rules.excludesFile] as const];
  const { stdout, stderr } = await git(args, { place, config, signal });
  const ignored = splitNul(stdout);
  return stderr !== '' || ignored.length > maxLeftOut ? undefined : ignored;
}

/** A pattern as in .gitignore, in git's words for choosing files: without a slash inside it matches at any depth. */
export function pathspecsOf(pattern: string): string[] {
  const anchored = pattern.replace(/\/+$/, '').includes('/');
  const trimmed = pattern.replace(/^\/+|\/+$/g, '');
  const glob = `:(top,glob)${anchored ? '' : '**/'}${trimmed}`;
  return pattern.endsWith('/') ? [`${glob}/**`] : [glob, `${glob}/**`];
}

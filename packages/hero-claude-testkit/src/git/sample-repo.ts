import { appendFile, chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bigCommit } from './big-commit.ts';
import { git } from './git.ts';
import { sampleFiles } from './sample-files.ts';

export interface SampleRepoOptions {
  branches?: string[];
  tags?: string[];
  /** A staged change, an unstaged change, an untracked file, a deleted file. */
  uncommitted?: boolean;
  /** `dist/app.js`, `debug.log` and `.env`, all ignored. */
  ignored?: boolean;
  /** A submodule at `vendor/lib`; its source is made beside `dir` as `<dir>-lib`. */
  submodule?: boolean;
  /** `assets/*.bin` carry a `filter=lfs` attribute and a pointer as blob, as git-lfs leaves them. */
  lfs?: boolean;
  sha256?: boolean;
  /** Cut to the last commit, as after `clone --depth 1`; the whole is at `<dir>-origin.git`. */
  shallow?: boolean;
  /** `dir` is a linked worktree (`.git` is a file) of a repository at `<dir>-main`. */
  worktree?: boolean;
  /** No commits at all; the files lie untracked. */
  empty?: boolean;
  detached?: boolean;
  /** This many more small files, committed in one go. */
  big?: number;
  /** URL of `origin`; the current branch is pushed there unless `empty`. */
  origin?: string;
}

export interface SampleRepo {
  dir: string;
  /** Commit of HEAD; empty for a repository without commits. */
  head: string;
  git: (...args: string[]) => Promise<string>;
}

/** Makes a small realistic repository at `dir` (on branch main, two commits) with the oddities asked for. */
export async function createSampleRepo(dir: string, options: SampleRepoOptions = {}): Promise<SampleRepo> {
  const home = options.worktree ? `${dir}-main` : dir;
  await mkdir(home, { recursive: true });
  await git(home, ['init', '--quiet', `--object-format=${options.sha256 ? 'sha256' : 'sha1'}`]);
  await writeFiles(home, sampleFiles);
  if (!options.empty) await commitHistory(home, options);
  if (options.worktree) await git(home, ['worktree', 'add', '--quiet', '-b', 'work', dir]);
  if (options.shallow) await makeShallow(dir);
  if (options.detached) await git(dir, ['checkout', '--quiet', '--detach']);
  if (options.uncommitted) await leaveUncommitted(dir);
  if (options.ignored)
    await writeFiles(dir, { 'dist/app.js': 'built\n', 'debug.log': 'noise\n', '.env': 'PASSWORD=hunter2\n' });
  if (options.origin !== undefined) {
    await git(dir, ['remote', 'add', 'origin', options.origin]);
    if (!options.empty) await git(dir, ['push', '--quiet', 'origin', 'HEAD:refs/heads/main']);
  }
  return {
    dir,
    head: options.empty ? '' : await git(dir, ['rev-parse', 'HEAD']),
    git: async (...args) => await git(dir, args),
  };
}

async function commitHistory(dir: string, options: SampleRepoOptions): Promise<void> {
  await commitAll(dir, 'Open the shop', '2026-01-05T10:00:00Z');
  await appendFile(join(dir, 'docs/guide.md'), '\nCome again.\n');
  if (options.lfs) await writeFiles(dir, lfsFiles);
  if (options.submodule) await addSubmodule(dir);
  await commitAll(dir, 'Say how to come back', '2026-01-06T10:00:00Z');
  if (options.big !== undefined) await bigCommit(dir, options.big);
  for (const branch of options.branches ?? []) {
    await git(dir, ['checkout', '--quiet', '-b', branch]);
    await writeFiles(dir, { [`branches/${branch}.md`]: `# ${branch}\n` });
    await commitAll(dir, `Begin ${branch}`, '2026-01-07T10:00:00Z');
    await git(dir, ['checkout', '--quiet', 'main']);
  }
  for (const tag of options.tags ?? []) await git(dir, ['tag', '-a', '-m', tag, tag]);
}

async function commitAll(dir: string, message: string, date: string): Promise<void> {
  await git(dir, ['add', '--all']);
  await git(dir, ['commit', '--quiet', '-m', message], {
    env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
}

async function makeShallow(dir: string): Promise<void> {
  const origin = `${dir}-origin.git`;
  await git(dir, ['clone', '--quiet', '--bare', '.', origin]);
  await rm(dir, { recursive: true });
  await git(dirname(dir), ['clone', '--quiet', '--depth', '1', `file://${origin}`, dir]);
  await git(dir, ['remote', 'remove', 'origin']);
}

async function addSubmodule(dir: string): Promise<void> {
  const library = `${dir}-lib`;
  await mkdir(library, { recursive: true });
  await git(library, ['init', '--quiet']);
  await writeFiles(library, { 'lib.sh': 'echo lib\n' });
  await commitAll(library, 'Begin the library', '2026-01-04T10:00:00Z');
  await git(dir, ['submodule', '--quiet', 'add', library, 'vendor/lib']);
}

async function leaveUncommitted(dir: string): Promise<void> {
  await appendFile(join(dir, 'README.md'), '\nstaged\n');
  await git(dir, ['add', 'README.md'], { check: false });
  await appendFile(join(dir, 'src/cart.js'), '// unstaged\n');
  await writeFiles(dir, { 'notes/todo.md': 'untracked\n' });
  await rm(join(dir, 'docs/guide.md'));
}

async function writeFiles(dir: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
    if (path.endsWith('.sh')) await chmod(join(dir, path), 0o755);
  }
}

const lfsFiles = {
  '.gitattributes': 'assets/*.bin filter=lfs diff=lfs merge=lfs -text\n',
  'assets/logo.bin': `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
`,
};

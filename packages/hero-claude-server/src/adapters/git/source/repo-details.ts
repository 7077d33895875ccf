import { join } from 'node:path';
import { withoutCredentials } from '../../../domain/delivery/remote-url.ts';
import type { RepoDetails } from '../../../domain/repo/repo.ts';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import { splitNul } from '../../../domain/session/raw-path.ts';
import { exists } from '../../file-tree.ts';
import { listSourceFiles } from '../copy/copy-working-tree.ts';
import { sizeOfCommit } from '../copy/stored-files.ts';
import { explainFailure } from '../explain-failure.ts';
import { type OpenSource, openSource, type SourceTools } from './open-source.ts';
import { currentBranch } from './source-layout.ts';

/** A person waits for it. */
const lookTimeoutMs = 120_000;

/** What there is to know about a repository before a session is made of it. */
export async function describeRepo(
  tools: SourceTools,
  source: SourceRepo,
  signal?: AbortSignal,
): Promise<RepoDetails> {
  await using open = await openSource(tools, source, signal);
  const { config, head } = open;
  const [branch, lastCommit, dirty, content] = await Promise.all([
    currentBranch(source),
    lastCommitOf(tools, open, signal),
    changesOf(tools, open, signal),
    contentOf(tools, open, signal),
  ]).catch((error: unknown) => {
    throw explainFailure(open, error);
  });
  return {
    name: source.id,
    path: source.path,
    branch,
    head: head.commit,
    last_commit: lastCommit,
    dirty: dirty.modified + dirty.untracked > 0,
    modified_files: dirty.modified,
    untracked_files: dirty.untracked,
    size_bytes: content.bytes,
    remotes: config.subsections('remote').flatMap((name) => {
      const url = config.get(`remote.${name}.url`);
      return url === undefined ? [] : [{ name, url: withoutCredentials(url) }];
    }),
    object_format: config.objectFormat,
    traits: await traitsOf(open, content),
  };
}

async function lastCommitOf(
  { git }: SourceTools,
  { shadow, head }: OpenSource,
  signal?: AbortSignal,
): Promise<RepoDetails['last_commit']> {
  if (head.commit === null) return null;
  const format = '--format=%H%x00%s%x00%an%x00%aI';
  const { stdout } = await git(['log', '-1', '--no-show-signature', format, head.commit, '--'], {
    place: shadow.place,
    signal,
  });
  const [sha = '', subject = '', author = '', date = ''] = stdout.toString('utf8').trimEnd().split('\0');
  return { sha, subject, author, date };
}

async function changesOf(
  { git }: SourceTools,
  { source, config, shadow }: OpenSource,
  signal?: AbortSignal,
): Promise<{ modified: number; untracked: number }> {
  if (source.bare) return { modified: 0, untracked: 0 };
  const { stdout } = await git(
    ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=all', '--no-renames'],
    {
      place: shadow.place,
      config: config.excludesFile === undefined ? [] : [['core.excludesFile', config.excludesFile]],
      timeoutMs: lookTimeoutMs,
      signal,
    },
  );
  const lines = splitNul(stdout);
  const untracked = lines.filter((line) => line.startsWith('? ')).length;
  return { untracked, modified: lines.length - untracked };
}

interface Content {
  bytes: number;
  hasSubmodules: boolean;
  hasLfs: boolean;
}

async function contentOf(tools: SourceTools, open: OpenSource, signal?: AbortSignal): Promise<Content> {
  const { source, head, shadow } = open;
  if (source.bare) {
    const bytes = head.commit === null ? 0 : await sizeOfCommit(tools.git, shadow.place, head.commit, signal);
    return { bytes, hasSubmodules: false, hasLfs: false };
  }
  const files = await listSourceFiles(tools, open, [], signal);
  return {
    bytes: files.bytes,
    hasSubmodules: files.submodules.length > 0,
    hasLfs: files.filtered.length > 0,
  };
}

async function traitsOf({ source, config, shadow, head }: OpenSource, content: Content): Promise<string[]> {
  const traits: [string, boolean][] = [
    ['bare', source.bare],
    ['worktree', source.gitDir !== source.commonDir],
    ['detached', head.ref === null],
    ['shallow', await exists(join(shadow.gitDir, 'shallow'))],
    ['partial', config.promisor !== undefined],
    ['sparse', config.isTrue('core.sparsecheckout')],
    ['submodules', content.hasSubmodules],
    ['lfs', content.hasLfs],
  ];
  return traits.filter(([, holds]) => holds).map(([name]) => name);
}

import { join } from 'node:path';
import { nearest } from 'hero-rpc';
import type { Logger } from 'pino';
import { gitNoIdentity } from '../../../domain/repo/git-errors.ts';
import type { RepoDetails, RepoSummary } from '../../../domain/repo/repo.ts';
import { repoNotFound } from '../../../domain/repo/repo-errors.ts';
import { isRepoId } from '../../../domain/repo/repo-id.ts';
import type {
  FileOwner,
  Identity,
  PreparedRepo,
  PrepareInput,
  SourceRepo,
  SyncedCopy,
  SyncInput,
} from '../../../domain/repo/source-repo.ts';
import type { CopyTools } from '../copy/make-copy.ts';
import { prepareRepo } from '../copy/prepare-repo.ts';
import { createGit, type SourceLimits } from '../git-command.ts';
import { pushAddress } from '../push/delivery-remote.ts';
import { findStandingSnapshot, syncRepo } from '../sync/sync-repo.ts';
import { sweepCache } from '../vault/sweep-cache.ts';
import { VaultCache } from '../vault/vault-cache.ts';
import { checkLayout } from './check-layout.ts';
import { findRepos } from './find-repos.ts';
import { describeRepo } from './repo-details.ts';
import { readSourceConfig } from './source-config.ts';

export interface SourceGitOptions {
  /** For packs kept between sessions and for throw-away git folders; never under CODEROOT. */
  cacheDir: string;
  /** Who the session copies belong to, when the server is root. */
  owner?: FileOwner | undefined;
  /** The server's environment: `PATH`, and where git finds the user's own configuration. */
  env: NodeJS.ProcessEnv;
  log: Pick<Logger, 'info' | 'warn'>;
  limits?: SourceLimits;
}

/** The user's repositories: found, described and copied, never written to, nothing of theirs run. */
export interface SourceGit {
  checkLayout(codeRoot: string, buildDir: string): Promise<void>;
  list(codeRoot: string, options: { buildDir: string; signal?: AbortSignal }): Promise<RepoSummary[]>;
  resolve(
    codeRoot: string,
    id: string,
    options: { buildDir: string; signal?: AbortSignal },
  ): Promise<SourceRepo>;
  info(source: SourceRepo, options?: { signal?: AbortSignal }): Promise<RepoDetails>;
  identity(source: SourceRepo, options?: { signal?: AbortSignal }): Promise<Identity>;
  /** Where work goes to as the source says now, credentials included: for a push, never to be shown or stored. */
  pushAddress(
    source: SourceRepo,
    baseRef: string,
    options?: { signal?: AbortSignal },
  ): Promise<string | null>;
  prepare(input: PrepareInput): Promise<PreparedRepo>;
  /** Brings the source's new state into the session copy, merged inside the container. */
  sync(input: SyncInput): Promise<SyncedCopy>;
  /**
   * The snapshot that the work in a copy is built on: later than the recorded one when the agent has finished a
   * merge that `sync` handed over. A delivery compares with this one.
   */
  standingSnapshot(
    input: Pick<SyncInput, 'folder' | 'exec' | 'snapshot' | 'signal'> & { id: string },
  ): Promise<string>;
  /** Clears out what is left in `cacheDir`; for the start of the server. */
  sweep(): Promise<void>;
}

export function createSourceGit(options: SourceGitOptions): SourceGit {
  const { cacheDir, owner, env, log, limits } = options;
  const git = createGit(env, limits);
  const shadows = join(cacheDir, 'shadows');
  const packs = join(cacheDir, 'packs');
  const tools: CopyTools = {
    git,
    env,
    owner,
    shadowParent: shadows,
    cache: new VaultCache(packs, git),
  };
  const onSkipped = (path: string, reason: string): void =>
    log.warn({ path, reason }, 'folder left out of the repositories');

  return {
    checkLayout,

    async list(codeRoot, { buildDir, signal }) {
      const found = await findRepos(codeRoot, { buildDir, onSkipped, signal });
      return found.map(({ id: name, path, branch }) => ({ name, path, branch }));
    },

    async resolve(codeRoot, id, { buildDir, signal }) {
      const found = await findRepos(codeRoot, { buildDir, onSkipped, signal });
      const source = isRepoId(id) ? found.find((repo) => repo.id === id) : undefined;
      if (source) return source;
      const names = found.map((repo) => repo.id);
      throw repoNotFound({ repo: id, code_root: codeRoot, nearest: nearest(id, names) ?? null });
    },

    async info(source, { signal } = {}) {
      return describeRepo(tools, source, signal);
    },

    async identity(source, { signal } = {}) {
      const { identity } = await readSourceConfig(git, source, env, signal);
      const missing = (['name', 'email'] as const)
        .filter((key) => identity[key] === '')
        .map((key) => `user.${key}`);
      if (missing.length > 0) throw gitNoIdentity({ repo: source.id, missing });
      return identity;
    },

    async pushAddress(source, baseRef, { signal } = {}) {
      return pushAddress(await readSourceConfig(git, source, env, signal), source, baseRef);
    },

    prepare: async (input) => prepareRepo(tools, input),

    sync: async (input) => syncRepo(tools, input),

    sweep: async () => sweepCache({ shadows, packs }, Date.now()),

    standingSnapshot: async (input) => findStandingSnapshot(tools, input),
  };
}

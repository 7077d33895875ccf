import type { Logger } from 'pino';
import { KeyedLock } from '../../../lib/keyed-lock.ts';
import { type Collected, collect } from './collect.ts';
import type { CommitIdentity } from './commit-identity.ts';
import { type CommitsOptions, type CommitsPage, commits } from './commits.ts';
import type { SessionCopy } from './container-git.ts';
import type { CopyStatus } from './copy-status.ts';
import { type DiffOptions, type DiffPage, diff } from './diff.ts';
import {
  defaultImportLimits,
  type ImportedBundle,
  type ImportLimits,
  importBundle,
} from './import-bundle.ts';
import { look } from './look.ts';
import { type PushOptions, type PushResult, push } from './push.ts';
import type { Vault } from './vault-git.ts';
import { sourceTips, vaultCommit } from './vault-refs.ts';

/** One repo of one session, from both sides. */
export interface AirlockRepo {
  sessionId: string;
  copy: SessionCopy;
  vault: Vault;
  /** The source snapshot; null where the source had neither commits nor files. */
  snapshot: string | null;
}

/** What came through. */
export interface BroughtWork extends Pick<Collected, 'head' | 'branch' | 'uncommitted' | 'undelivered'> {
  /** null when there is nothing to deliver: no commit since the snapshot. */
  imported: ImportedBundle | null;
}

/** A running session as it is. `head` is the container's word; `worktree` was checked and is in the vault. */
export interface BroughtLook {
  head: string | null;
  worktree: string;
  uncommitted: CopyStatus['files'];
}

export interface Airlock {
  /**
   * Commits what is uncommitted (with `commit`), takes the commits since the snapshot out of the container
   * and lets them into the vault at `refs/hero/<session>/head`.
   */
  bringWork(
    repo: AirlockRepo,
    options: { commit: { message: string; identity: CommitIdentity } | null; signal?: AbortSignal },
  ): Promise<BroughtWork>;
  /** Brings the state of a session that may be running, touching nothing of it, to `refs/hero/<session>/look`. */
  bringLook(repo: AirlockRepo, options: { signal?: AbortSignal }): Promise<BroughtLook>;
  /** Compares two commits of a vault; see `diff`. */
  diff(options: DiffOptions): Promise<DiffPage>;
  /** Lists commits of a vault; see `commits`. */
  commits(options: CommitsOptions): Promise<CommitsPage>;
  /** Pushes a commit of the vault as the user; see `push`. */
  push(repo: Pick<AirlockRepo, 'sessionId' | 'vault'>, options: PushTarget): Promise<PushResult>;
}

export type PushTarget = Omit<PushOptions, 'vault' | 'sessionId' | 'refusedRoot' | 'userEnv'>;

export interface AirlockOptions {
  /** Host-owned directory for what is on its way. */
  quarantineDir: string;
  /** Session folders are below: nothing there is pushed to. */
  buildDir: string | null;
  /** The environment the user's git and ssh run with. */
  userEnv: NodeJS.ProcessEnv;
  limits?: Partial<ImportLimits>;
  log: Logger;
}

export function createAirlock({
  quarantineDir,
  buildDir,
  userEnv,
  log,
  ...options
}: AirlockOptions): Airlock {
  const limits = { ...defaultImportLimits, ...options.limits };
  const locks = new KeyedLock();
  const outgoing = { dir: quarantineDir, maxBundleBytes: limits.bundleBytes };

  return {
    bringWork: (repo, { commit, signal }) =>
      locks.queue(repo.vault.dir, async () => {
        const { copy, vault, snapshot } = repo;
        const known = await sourceTips(vault, signal);
        await using collected = await collect({ copy, snapshot, known, commit, ...outgoing, signal });
        const { head, branch, uncommitted, undelivered, bundle } = collected;
        const imported =
          bundle === null
            ? null
            : await importBundle({
                vault,
                bundle: bundle.path,
                ref: headRef(repo),
                base: snapshot,
                limits,
                signal,
              });
        log.info({ session: repo.sessionId, repo: vault.repo, ...imported }, 'work brought into the vault');
        return { head, branch, uncommitted, undelivered, imported };
      }),

    bringLook: (repo, { signal }) =>
      locks.queue(repo.vault.dir, async () => {
        const { copy, vault, snapshot } = repo;
        const ref = lookRef(repo);
        const seen = await vaultCommit(vault, ref, signal);
        await using seeing = await look({ copy, snapshot, seen, ...outgoing, signal });
        const { head, worktree, uncommitted, bundle } = seeing;
        if (bundle === null) return { head, worktree, uncommitted };
        const { commit } = await importBundle({
          vault,
          bundle: bundle.path,
          ref,
          base: snapshot,
          requireBase: false,
          limits,
          signal,
        });
        return { head, worktree: commit, uncommitted };
      }),

    diff,
    commits,
    push: async ({ sessionId, vault }, target) =>
      push({ ...target, vault, sessionId, refusedRoot: buildDir, userEnv }),
  };
}

/** Where the delivered or deliverable commit of a session stands in its vault. */
export function headRef({ sessionId }: Pick<AirlockRepo, 'sessionId'>): `refs/hero/${string}` {
  return `refs/hero/${sessionId}/head`;
}

export function lookRef({ sessionId }: Pick<AirlockRepo, 'sessionId'>): `refs/hero/${string}` {
  return `refs/hero/${sessionId}/look`;
}

import type { Logger } from 'pino';
import { KeyedLock } from '../../../lib/keyed-lock.ts';
import { type CountedDiff, diffSize } from '../container/diff-size.ts';
import { type CopySurvey, survey } from '../container/survey.ts';
import { type CommitsPage, type CommitsRange, commits } from '../diff/commits.ts';
import { type DiffPage, type DiffRange, diff } from '../diff/diff.ts';
import { defaultImportLimits, type ImportLimits } from '../import/import-bundle.ts';
import { type PushOptions, type PushResult, push } from '../push/push.ts';
import { tidyVault } from '../vault/tidy-vault.ts';
import { sourceTips } from '../vault/vault-commits.ts';
import type { Vault } from '../vault/vault-git.ts';
import { type BroughtLook, bringLook } from './bring-look.ts';
import { type AirlockRepo, type BringOptions, type BroughtWork, bringWork } from './bring-work.ts';

export type { AirlockRepo } from './bring-work.ts';

/**
 * The way of an agent's work from its container to the forge: taken out as bytes, let into the vault after
 * every check, shown and pushed from there. Git runs in the container or on the vault, never on a session copy.
 */
export interface Airlock {
  /**
   * Commits what is uncommitted, and brings the commits since the snapshot into the vault.
   * @throws delivery.* of every step; the vault's head is only moved to work that passed all checks
   */
  bringWork(repo: AirlockRepo, options: BringOptions): Promise<BroughtWork>;
  /** Brings the state of a session that may be running into the vault, touching nothing of it. */
  bringLook(repo: AirlockRepo, options: { signal?: AbortSignal | undefined }): Promise<BroughtLook>;
  /** Tells what a session copy holds, bringing nothing out. */
  survey(repo: AirlockRepo, options: { signal?: AbortSignal | undefined }): Promise<CopySurvey>;
  /** Counts what the files of a session copy differ from the snapshot in, bringing nothing out. */
  diffSize(repo: AirlockRepo, options: { signal?: AbortSignal | undefined }): Promise<CountedDiff>;
  /** Compares two commits of a vault, file by file. */
  diff(vault: Vault, range: DiffRange): Promise<DiffPage>;
  /** Lists the commits one commit of a vault has and another has not. */
  commits(vault: Vault, range: CommitsRange): Promise<CommitsPage>;
  /** Pushes one commit of a vault to one branch, as the user. */
  push(target: PushTarget): Promise<PushResult>;
}

export type PushTarget = Omit<PushOptions, 'refusedRoot' | 'codeRoot' | 'userEnv'>;

export interface AirlockOptions {
  /** Host-owned directory for what is on its way. */
  quarantineDir: string;
  /** Session folders are below: nothing there is pushed to. */
  buildDir: string | null;
  /** The user's repositories are below: nothing in their working trees is pushed to. */
  codeRoot: string | null;
  /** The environment the user's git and ssh run with. */
  userEnv: NodeJS.ProcessEnv;
  limits?: Partial<ImportLimits>;
  log: Logger;
}

export function createAirlock({
  quarantineDir,
  buildDir,
  codeRoot,
  userEnv,
  log,
  ...options
}: AirlockOptions): Airlock {
  const passage = { dir: quarantineDir, limits: { ...defaultImportLimits, ...options.limits } };
  const locks = new KeyedLock();
  return {
    bringWork: async (repo, bringOptions) =>
      locks.queue(repo.vault.dir, async () => {
        const work = await bringWork(repo, bringOptions, passage);
        log.info({ session: repo.sessionId, repo: repo.vault.repo, ...work.imported }, 'work brought in');
        return work;
      }),
    bringLook: async (repo, { signal }) =>
      locks.queue(repo.vault.dir, async () => {
        const seen = await bringLook(repo, passage, signal);
        await tidyVault(repo.vault, signal).catch((error: unknown) => {
          log.warn({ err: error, session: repo.sessionId, repo: repo.vault.repo }, 'vault not tidied');
        });
        return seen;
      }),
    survey: async ({ copy, vault, snapshot }, { signal }) =>
      survey(copy, snapshot, await sourceTips(vault, signal), signal),
    diffSize: async ({ copy, snapshot }, { signal }) => diffSize(copy, snapshot, signal),
    diff,
    commits,
    push: async (target) => push({ ...target, refusedRoot: buildDir, codeRoot, userEnv }),
  };
}

import type { ContainerExec } from '../container/container-exec.ts';
import type { SessionFolder } from '../session/session-folder.ts';

/** Who commits. */
export interface Identity {
  name: string;
  email: string;
}

/** Owner of the files a container writes; absent when the server itself is that user. */
export interface FileOwner {
  uid: number;
  gid: number;
}

/** A repository of the user's, found and understood without running git in it. */
export interface SourceRepo {
  id: string;
  codeRoot: string;
  /** The folder under CODEROOT. */
  path: string;
  /** Where HEAD and the index are. */
  gitDir: string;
  /** Where objects, refs and the configuration are; differs from `gitDir` in a linked worktree. */
  commonDir: string;
  bare: boolean;
}

export interface CopyProgress {
  phase: 'vault' | 'files' | 'snapshot';
  bytes: number;
  /** 0 to 100, of the phase. */
  percent: number;
}

export interface PrepareInput {
  source: SourceRepo;
  folder: SessionFolder;
  sessionId: string;
  /** `hero/<session_id>-<slug>`. */
  branch: string;
  /** Branch, tag, remote branch or commit to start from instead of the working tree. */
  base?: string | undefined;
  /** Leaves uncommitted and untracked files out. */
  clean: boolean;
  /** Patterns as in .gitignore, bringing chosen ignored files. */
  include: readonly string[];
  identity: Identity;
  onProgress?: ((progress: CopyProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface Snapshot {
  commit: string;
  /** What differs from the base commit: the user's uncommitted work. */
  uncommitted_files: string[];
}

export interface PreparedRepo {
  id: string;
  branch: string;
  /** `ref` is a full name (`refs/heads/main`), `HEAD` when detached, or the commit that was asked for. */
  base: { ref: string; commit: string };
  snapshot: Snapshot;
  /** Where the work is delivered to, without credentials; relative paths made absolute. */
  remote: { name: string; url: string } | null;
  /** Paths of a filter driver (LFS, git-crypt), present as their stored blob. */
  filtered_paths: string[];
  /** What a person should know about this copy. */
  notes: string[];
}

export interface SyncInput {
  source: SourceRepo;
  folder: SessionFolder;
  /** Runs commands in the session's container, or in its side container. */
  exec: ContainerExec;
  /** The snapshot the session stands on. */
  snapshot: string;
  /** As at `prepare`: what the session was asked to start from. */
  base?: string | undefined;
  clean: boolean;
  identity: Identity;
  /** What happens where both sides changed the same lines. */
  conflicts: 'refuse' | 'hand_over';
  signal?: AbortSignal | undefined;
}

export interface SyncedCopy {
  /** False when there was nothing new, or when there are conflicts. */
  merged: boolean;
  /** Commits that are new in the snapshot. */
  commits: number;
  /** Files with conflicts: refused, or left to the agent with conflict markers. */
  conflicts: string[];
  /** The snapshot the work now stands on: the new one when merged, else the one before. */
  snapshot: string;
  /** What in a new snapshot the user had not committed; null when the one before stands. */
  uncommitted_files: string[] | null;
  base: { ref: string; commit: string };
}

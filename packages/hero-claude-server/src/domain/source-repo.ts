import type { SessionFolder } from './session-folder.ts';

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

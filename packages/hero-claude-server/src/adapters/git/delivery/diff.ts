import { deliveryUnknownFile } from '../../../domain/delivery-errors.ts';
import { type ChangedFile, type ChangeStatus, changedFiles } from './changed-files.ts';
import { filePatch } from './file-patch.ts';
import { pathOf, pathText } from './path-text.ts';
import type { Vault } from './vault-git.ts';

export interface DiffOptions {
  vault: Vault;
  /** null compares with nothing. */
  from: string | null;
  to: string;
  /** Only this file, by its new or old path. */
  path?: string | undefined;
  /** Files to pass over; `next` of the page before. */
  after?: number | undefined;
  limit?: number | undefined;
  /** Lines around a change. */
  context?: number | undefined;
  maxPatchBytes?: number | undefined;
  /** Of all patches of a page; files beyond it come without a patch and `truncated`. */
  maxPageBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface DiffedFile {
  status: ChangeStatus;
  /** U+FFFD stands for bytes that are not UTF-8; `pathBase64` then has them all. */
  path: string;
  pathBase64?: string;
  /** Where it was, when renamed or copied. */
  oldPath?: string;
  oldMode: string;
  newMode: string;
  binary: boolean;
  additions: number;
  deletions: number;
  patch: string;
  truncated: boolean;
}

export interface DiffPage {
  /** Of the whole comparison, not of the page. */
  filesChanged: number;
  additions: number;
  deletions: number;
  files: DiffedFile[];
  /** For `after`; null on the last page. */
  next: number | null;
}

const defaults = { limit: 50, context: 3, maxPatchBytes: 256 * 1024, maxPageBytes: 4 * 1024 ** 2 };
const atOnce = 4;

/**
 * Compares two commits of a vault, file by file.
 * @throws delivery.unknown_file
 */
export async function diff(options: DiffOptions): Promise<DiffPage> {
  const { vault, from, to, path, signal, after = 0 } = options;
  const all = await changedFiles(vault, { from, to }, signal);
  const limit = options.limit ?? defaults.limit;
  const page = path === undefined ? all.slice(after, after + limit) : [fileAt(all, path, vault)];
  const more = path === undefined && after + page.length < all.length;
  return {
    filesChanged: all.length,
    additions: sum(all.map((file) => file.additions)),
    deletions: sum(all.map((file) => file.deletions)),
    files: await withPatches(page, options),
    next: more ? after + page.length : null,
  };
}

function fileAt(files: readonly ChangedFile[], path: string, vault: Vault): ChangedFile {
  const found =
    files.find((file) => pathText(file.path) === path) ??
    files.find((file) => pathText(file.oldPath) === path);
  if (found === undefined) throw deliveryUnknownFile({ repo: vault.repo, path });
  return found;
}

async function withPatches(files: readonly ChangedFile[], options: DiffOptions): Promise<DiffedFile[]> {
  const { vault, signal, context = defaults.context } = options;
  const maxBytes = options.maxPatchBytes ?? defaults.maxPatchBytes;
  let roomBytes = options.maxPageBytes ?? defaults.maxPageBytes;
  const diffed: DiffedFile[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const few = files.slice(start, start + atOnce);
    const limits = { context, maxBytes: Math.min(maxBytes, roomBytes), signal };
    const patches = await Promise.all(few.map(async (file) => filePatch(vault, file, limits)));
    for (const [index, file] of few.entries()) {
      const { patch = '', truncated = false } = patches[index] ?? {};
      roomBytes = Math.max(0, roomBytes - patch.length);
      diffed.push({ ...described(file), patch, truncated });
    }
  }
  return diffed;
}

function described(file: ChangedFile): Omit<DiffedFile, 'patch' | 'truncated'> {
  const { status, oldMode, newMode, binary, additions, deletions } = file;
  const moved = !file.path.equals(file.oldPath);
  return {
    status,
    ...pathOf(file.path),
    ...(moved ? { oldPath: pathText(file.oldPath) } : {}),
    oldMode,
    newMode,
    binary,
    additions,
    deletions,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { isUtf8 } from 'node:buffer';
import { deliveryUnknownFile } from '../../../domain/delivery/delivery-errors.ts';
import type { DiffFile, RepoDiff } from '../../../domain/delivery/diff.ts';
import { rawPathBytes, rawPathText } from '../../../domain/session/raw-path.ts';
import type { Vault } from '../vault/vault-git.ts';
import { type ChangedFile, changedFiles } from './changed-files.ts';
import { filePatch } from './file-patch.ts';

export interface DiffRange {
  /** null compares with nothing. */
  from: string | null;
  /** null has nothing to compare. */
  to: string | null;
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

/** The counts are of the whole comparison, not of the page. */
export type DiffPage = Pick<RepoDiff, 'files_changed' | 'additions' | 'deletions' | 'files' | 'next'>;

const defaults = { limit: 50, context: 3, maxPatchBytes: 256 * 1024, maxPageBytes: 4 * 1024 ** 2 };
const atOnce = 4;

/**
 * Compares two commits of a vault, file by file.
 * @throws delivery.unknown_file
 */
export async function diff(vault: Vault, range: DiffRange): Promise<DiffPage> {
  const { from, to, path, signal, after = 0 } = range;
  const all = to === null ? [] : await changedFiles(vault, { from, to }, signal);
  const limit = range.limit ?? defaults.limit;
  const page = path === undefined ? all.slice(after, after + limit) : [fileAt(all, path, vault)];
  const more = path === undefined && after + page.length < all.length;
  return {
    files_changed: all.length,
    additions: sum(all.map((file) => file.additions)),
    deletions: sum(all.map((file) => file.deletions)),
    files: await withPatches(vault, page, range),
    next: more ? after + page.length : null,
  };
}

function fileAt(files: readonly ChangedFile[], path: string, vault: Vault): ChangedFile {
  const found =
    files.find((file) => rawPathText(file.path) === path) ??
    files.find((file) => rawPathText(file.oldPath) === path);
  if (found === undefined) throw deliveryUnknownFile({ repo: vault.repo, path });
  return found;
}

async function withPatches(
  vault: Vault,
  files: readonly ChangedFile[],
  range: DiffRange,
): Promise<DiffFile[]> {
  const { signal, context = defaults.context } = range;
  const maxBytes = range.maxPatchBytes ?? defaults.maxPatchBytes;
  let roomBytes = range.maxPageBytes ?? defaults.maxPageBytes;
  const diffed: DiffFile[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const few = files.slice(start, start + atOnce);
    const limits = { context, maxBytes: Math.min(maxBytes, roomBytes), signal };
    const patches = await Promise.all(few.map(async (file) => filePatch(vault, file, limits)));
    for (const [index, file] of few.entries()) {
      const { patch = '', truncated = false } = patches[index] ?? {};
      roomBytes = Math.max(0, roomBytes - patch.length);
      diffed.push({ ...described(file), ...(file.binary ? {} : { patch }), truncated });
    }
  }
  return diffed;
}

function described(file: ChangedFile): Omit<DiffFile, 'patch' | 'truncated'> {
  const { status, binary, additions, deletions } = file;
  const bytes = rawPathBytes(file.path);
  const moved = file.path !== file.oldPath;
  return {
    status,
    path: rawPathText(file.path),
    ...(isUtf8(bytes) ? {} : { path_base64: bytes.toString('base64') }),
    ...(moved ? { old_path: rawPathText(file.oldPath) } : {}),
    old_mode: file.oldMode,
    new_mode: file.newMode,
    binary,
    additions,
    deletions,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

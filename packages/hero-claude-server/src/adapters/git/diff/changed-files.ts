import { deliveryTooManyFiles } from '../../../domain/delivery/delivery-errors.ts';
import type { DiffFile } from '../../../domain/delivery/diff.ts';
import { objectFormatOf } from '../../../domain/delivery/object-id.ts';
import { type RawPath, splitNul } from '../../../domain/session/raw-path.ts';
import { tryVaultGit, usedUpItsMeans, type Vault, vaultFailure } from '../vault/vault-git.ts';

export type ChangeStatus = DiffFile['status'];

/** One file that differs between two commits. */
export interface ChangedFile {
  status: ChangeStatus;
  path: RawPath;
  /** Differs from `path` for what was renamed or copied. */
  oldPath: RawPath;
  /** `000000` where there was none; `160000` is a submodule. */
  oldMode: string;
  newMode: string;
  oldOid: string;
  newOid: string;
  additions: number;
  deletions: number;
  /** Has no lines to compare. */
  binary: boolean;
}

export const submoduleMode = '160000';

const statuses: Record<string, ChangeStatus> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type_changed',
};

/** Enough for a hundred thousand files. A few small trees that name each other stand for any number of them. */
const maxListBytes = 24 * 1024 ** 2;

/**
 * Compares two commits of a vault; `from: null` compares with nothing.
 * @throws delivery.too_many_files
 */
export async function changedFiles(
  vault: Vault,
  range: { from: string | null; to: string },
  signal?: AbortSignal,
): Promise<ChangedFile[]> {
  const from = range.from ?? emptyTrees[objectFormatOf(range.to)];
  const args = ['diff-tree', '-r', '-z', '--raw', '--numstat', '--no-abbrev', '-M', '-C', '-l2000'];
  const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=none'];
  const command = [...args, ...plain, from, range.to];
  const result = await tryVaultGit(vault, command, {
    step: 'comparing',
    maxOutputBytes: maxListBytes,
    endAtMaxOutput: true,
    signal,
  });
  if (result.truncated || usedUpItsMeans(result))
    throw deliveryTooManyFiles({ repo: vault.repo, from: range.from, to: range.to });
  if (result.exitCode !== 0) throw vaultFailure(vault, command, result);
  return parseChangedFiles(result.stdout);
}

const emptyTrees = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/** Reads `--raw --numstat -z`: first all raw records, then one count for each in the same order. */
export function parseChangedFiles(out: Buffer): ChangedFile[] {
  const records = splitNul(out)[Symbol.iterator]();
  const next = (): string => records.next().value ?? '';
  const files: ChangedFile[] = [];
  let counted = 0;
  for (let record = next(); record !== ''; record = next()) {
    if (record.startsWith(':')) {
      files.push(parseRaw(record, next));
      continue;
    }
    const [additions = '', deletions = '', ...path] = record.split('\t');
    // A rename has its two paths in records of their own.
    if (path.join('\t') === '') {
      next();
      next();
    }
    const file = files[counted];
    counted += 1;
    if (file === undefined) break;
    file.binary = additions === '-';
    file.additions = Number(additions) || 0;
    file.deletions = Number(deletions) || 0;
  }
  return files;
}

function parseRaw(record: string, next: () => RawPath): ChangedFile {
  const [oldMode = '', newMode = '', oldOid = '', newOid = '', letter = ''] = record.slice(1).split(' ');
  const status = statuses[letter[0] ?? ''] ?? 'modified';
  const oldPath = next();
  const path = status === 'renamed' || status === 'copied' ? next() : oldPath;
  const counts = { additions: 0, deletions: 0, binary: false };
  return { status, path, oldPath, oldMode, newMode, oldOid, newOid, ...counts };
}

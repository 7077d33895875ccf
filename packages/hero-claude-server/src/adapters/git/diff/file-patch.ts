import { type Vault, vaultGit } from '../vault/vault-git.ts';
import { type ChangedFile, submoduleMode } from './changed-files.ts';

export interface FilePatch {
  /** Unified hunks, beginning with `@@`; empty where there are no lines to compare. */
  patch: string;
  truncated: boolean;
}

export interface FilePatchOptions {
  /** Lines around a change. */
  context: number;
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

const absent = '000000';
/** For the header git writes in front of the hunks. */
const headerRoomBytes = 1_024;

/**
 * The hunks of one changed file, cut at a line. Compared by blob id: no path of the repository is ever
 * an argument.
 */
export async function filePatch(
  vault: Vault,
  file: ChangedFile,
  options: FilePatchOptions,
): Promise<FilePatch> {
  if (file.binary || file.oldOid === file.newOid) return { patch: '', truncated: false };
  if (file.oldMode === submoduleMode || file.newMode === submoduleMode) {
    return { patch: submodulePatch(file), truncated: false };
  }
  if (options.maxBytes === 0) return { patch: '', truncated: true };
  const hunks =
    file.oldMode === absent || file.newMode === absent
      ? await wholeFile(vault, file, options)
      : await changedLines(vault, file, options);
  if (hunks.length <= options.maxBytes) return { patch: hunks.toString(), truncated: false };
  const cut = hunks.lastIndexOf(0x0a, options.maxBytes - 1) + 1;
  return { patch: hunks.toString('utf8', 0, cut), truncated: true };
}

async function changedLines(vault: Vault, file: ChangedFile, options: FilePatchOptions): Promise<Buffer> {
  const plain = ['--no-ext-diff', '--no-textconv', '--no-color', `-U${options.context}`];
  const out = await vaultGit(vault, ['diff', ...plain, file.oldOid, file.newOid, '--'], {
    step: 'comparing a file',
    maxOutputBytes: options.maxBytes + headerRoomBytes,
    signal: options.signal,
  });
  const start = out.indexOf('\n@@ ') + 1;
  return start === 0 ? Buffer.alloc(0) : out.subarray(start);
}

/** Git does not compare a blob with nothing: all lines of a new or deleted file are one hunk. */
async function wholeFile(vault: Vault, file: ChangedFile, options: FilePatchOptions): Promise<Buffer> {
  const added = file.oldMode === absent;
  const content = await vaultGit(vault, ['cat-file', 'blob', added ? file.newOid : file.oldOid], {
    step: 'reading a file',
    maxOutputBytes: options.maxBytes + 1,
    signal: options.signal,
  });
  if (content.length === 0) return content;
  const lines = added ? file.additions : file.deletions;
  const range = lines === 1 ? '1' : `1,${lines}`;
  const sign = added ? '+' : '-';
  const ended = content.at(-1) === 0x0a;
  const body = content
    .toString('latin1', 0, ended ? content.length - 1 : content.length)
    .split('\n')
    .map((line) => `${sign}${line}\n`)
    .join('');
  const header = added ? `@@ -0,0 +${range} @@\n` : `@@ -${range} +0,0 @@\n`;
  return Buffer.from(`${header}${body}${ended ? '' : '\\ No newline at end of file\n'}`, 'latin1');
}

function submodulePatch({ oldMode, newMode, oldOid, newOid }: ChangedFile): string {
  const removed = oldMode === submoduleMode ? `-Subproject commit ${oldOid}\n` : '';
  const added = newMode === submoduleMode ? `+Subproject commit ${newOid}\n` : '';
  return `@@ -${removed === '' ? '0,0' : '1'} +${added === '' ? '0,0' : '1'} @@\n${removed}${added}`;
}

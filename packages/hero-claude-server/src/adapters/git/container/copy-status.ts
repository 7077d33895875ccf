import { Writable } from 'node:stream';
import { copyFailure, type SessionCopy, tryCopyGit } from './container-git.ts';
import { NulRecords } from './nul-records.ts';

/** What git says is not committed in a session copy. The lists hold the first few hundred. */
export interface CopyStatus {
  files: { tracked: number; untracked: number; unmerged: number };
  unmerged: string[];
  /** New folders that are repositories of their own. */
  embedded: string[];
}

const maxListed = 200;

export async function copyStatus(copy: SessionCopy, signal?: AbortSignal): Promise<CopyStatus> {
  const status: CopyStatus = { files: { tracked: 0, untracked: 0, unmerged: 0 }, unmerged: [], embedded: [] };
  const records = new NulRecords((record) => count(status, record));
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      records.push(chunk);
      done();
    },
  });
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-ahead-behind'];
  const result = await tryCopyGit(copy, args, { step: 'reading the status', stdout: sink, signal });
  if (result.exitCode !== 0) throw copyFailure(copy, result);
  return status;
}

/** One record of porcelain v2; the second path of a rename is a record of its own and is passed over. */
function count(status: CopyStatus, record: Buffer): 'skip next' | undefined {
  switch (record.toString('latin1', 0, 2)) {
    case '1 ':
      status.files.tracked += 1;
      return undefined;
    case '2 ':
      status.files.tracked += 1;
      return 'skip next';
    case 'u ':
      status.files.unmerged += 1;
      if (status.unmerged.length < maxListed) status.unmerged.push(afterFields(record, 10).toString());
      return undefined;
    case '? ':
      status.files.untracked += 1;
      // With all untracked files listed, only a repository is shown as a folder.
      if (record.at(-1) === 0x2f && status.embedded.length < maxListed) {
        status.embedded.push(record.toString('utf8', 2));
      }
      return undefined;
    default:
      return undefined;
  }
}

function afterFields(record: Buffer, fields: number): Buffer {
  let start = 0;
  for (let field = 0; field < fields; field += 1) start = record.indexOf(0x20, start) + 1;
  return record.subarray(start);
}

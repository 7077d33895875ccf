import { listFolder } from '../../../adapters/files/list-folder.ts';
import { readFile } from '../../../adapters/files/read-file.ts';
import { type SessionPath, sessionPath } from '../../../adapters/files/session-path.ts';
import type { ContainerExec } from '../../../domain/container/container-exec.ts';
import type { FileContent, FileList, FileParams, FilesParams } from '../../../domain/session/session-file.ts';
import { chosenRepos } from '../lifecycle/repo-sides.ts';
import type { SessionParts } from '../session-parts.ts';

type Place = Pick<FilesParams, 'session_id' | 'repo' | 'path' | 'path_base64'>;
type Parts = Pick<SessionParts, 'steps' | 'containers'>;

/** The entries of a folder of the session copy. */
export async function listFiles(parts: Parts, params: FilesParams, signal: AbortSignal): Promise<FileList> {
  const { after, limit } = params;
  return inContainer(parts, params, (exec, at) => listFolder(exec, at, { after, limit, signal }));
}

/** A part of a file of the session copy. */
export async function readSessionFile(
  parts: Parts,
  params: FileParams,
  signal: AbortSignal,
): Promise<FileContent> {
  const { offset, limit } = params;
  return inContainer(parts, params, (exec, at) => readFile(exec, at, { offset, limit, signal }));
}

/** Never on the host: what an agent could write to may be a link to anywhere. */
async function inContainer<T>(
  { steps, containers }: Parts,
  { session_id, repo, path, path_base64: bytes }: Place,
  read: (exec: ContainerExec, at: SessionPath) => Promise<T>,
): Promise<T> {
  const record = steps.checkStatus('diff', session_id);
  chosenRepos(record, repo);
  const at = sessionPath(repo, bytes === undefined ? Buffer.from(path) : Buffer.from(bytes, 'base64'));
  return containers.use(record, (exec) => read(exec, at));
}

import * as files from '../domain/session/file-errors.ts';
import { repoNotInSession } from '../domain/session/session-errors.ts';
import { FileContent, FileList, FileParams, FilesParams } from '../domain/session/session-file.ts';
import { commandErrors, stepErrors } from './error-groups.ts';
import { method } from './method.ts';

const errors = [
  ...stepErrors,
  repoNotInSession,
  files.fileNotFound,
  files.fileOutside,
  files.fileUnreadable,
  files.filePathInvalid,
  ...commandErrors,
];

export const sessionFiles = method({
  name: 'session.files',
  summary: 'List a folder of a session copy',
  description:
    'Read through the container, running or not. Links are shown as such; one that is part of the path is followed as long as it stays among the repositories of the session.',
  params: FilesParams,
  result: FileList,
  errors: [...errors, files.fileNotDirectory],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['session_id', 'repo', 'path'] },
  handler: async (params, { sessions }, call) => sessions.files(params, call),
});

export const sessionFile = method({
  name: 'session.file',
  summary: 'Read a file of a session copy',
  description:
    'Read through the container, running or not, a page at a time; text ends at a whole character. Pipes, sockets and devices are never opened.',
  params: FileParams,
  result: FileContent,
  errors: [...errors, files.fileIsDirectory, files.fileSpecial],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['session_id', 'repo', 'path'] },
  handler: async (params, { sessions }, call) => sessions.file(params, call),
});

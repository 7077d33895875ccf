import { defineError } from 'hero-rpc';
import { z } from 'zod';

const place = z.object({ repo: z.string(), path: z.string() });
const shown = ({ repo, path }: z.infer<typeof place>) => (path === '' ? repo : `${repo}/${path}`);

export const fileNotFound = defineError('file.not_found', {
  family: 'not_found',
  data: place,
  when: 'There is nothing at that path of the session copy',
  message: (at) => `There is no ${shown(at)}`,
});

export const fileIsDirectory = defineError('file.is_directory', {
  family: 'invalid_params',
  data: place,
  when: 'A file was asked for and the path is a folder',
  message: (at) => `${shown(at)} is a folder`,
  hint: () => 'session.files lists a folder',
});

export const fileNotDirectory = defineError('file.not_directory', {
  family: 'invalid_params',
  data: place,
  when: 'A folder was asked for and the path is something else',
  message: (at) => `${shown(at)} is not a folder`,
  hint: () => 'session.file reads a file',
});

export const fileOutside = defineError('file.outside', {
  family: 'invalid_params',
  data: place,
  when: 'The path, or a link on the way, leads out of the repositories of the session',
  message: (at) => `${shown(at)} leads out of the repositories of the session`,
});

export const fileSpecial = defineError('file.special', {
  family: 'invalid_params',
  data: place,
  when: 'The path is a pipe, a socket or a device: such are never opened',
  message: (at) => `${shown(at)} is neither a file nor a folder`,
});

export const fileUnreadable = defineError('file.unreadable', {
  family: 'failed',
  data: place.extend({ reason: z.string() }),
  when: "The container's user may not read it, or it could not be read in time",
  message: ({ reason, ...at }) => `${shown(at)} cannot be read: ${reason}`,
});

export const filePathInvalid = defineError('file.path_invalid', {
  family: 'invalid_params',
  data: z.object({ path: z.string(), reason: z.string() }),
  when: 'The path is absolute, climbs with "..", holds a NUL, or is longer than any path can be',
  message: ({ path, reason }) => `The path "${path}" is refused: ${reason}`,
  hint: () => 'paths are relative to the repository, such as src/index.ts',
});

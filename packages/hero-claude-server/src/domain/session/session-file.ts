import { z } from 'zod';
import { SessionId } from '../ids.ts';

export const FileEntry = z
  .object({
    name: z.string().describe('Bytes that are not UTF-8 are shown as U+FFFD'),
    name_base64: z.string().optional().describe('The bytes of the name, when they are not UTF-8'),
    type: z.enum(['file', 'directory', 'link', 'other']).describe('other: pipes, sockets, devices'),
    size: z.number().int().describe('Bytes; of a link: of its target path'),
    modified_at: z.string(),
  })
  .meta({ id: 'FileEntry' });
export type FileEntry = z.infer<typeof FileEntry>;

const place = {
  session_id: SessionId,
  repo: z.string().min(1).describe('Repository of the session'),
  path: z.string().max(4096).default('').describe('Relative to the repository; empty for its top folder'),
};
const pathBytes = z
  .base64()
  .max(8192)
  .optional()
  .describe('The bytes of a path that is not UTF-8, in place of `path`');

export const FilesParams = z.object({
  ...place,
  after: z.number().int().min(0).default(0).describe('`next` of the page before'),
  limit: z.number().int().min(1).max(5000).default(1000).describe('How many at most'),
  path_base64: pathBytes,
});
export type FilesParams = z.infer<typeof FilesParams>;

export const FileList = z
  .object({
    repo: z.string(),
    path: z.string(),
    entries: z.array(FileEntry).describe('In the order of their bytes'),
    truncated: z.boolean().describe('There are more'),
    next: z.number().int().nullable().describe('Pass as `after` for the next page'),
  })
  .meta({ id: 'FileList' });
export type FileList = z.infer<typeof FileList>;

const maxPageBytes = 4 * 1024 * 1024;

export const FileParams = z.object({
  ...place,
  offset: z.number().int().min(0).default(0).describe('Byte to begin with: `next` of the page before'),
  limit: z
    .number()
    .int()
    .min(16)
    .max(maxPageBytes)
    .default(1024 * 1024)
    .describe('Bytes at most'),
  path_base64: pathBytes,
});
export type FileParams = z.infer<typeof FileParams>;

export const FileContent = z
  .object({
    repo: z.string(),
    path: z.string(),
    size: z.number().int().describe('Of the whole file, in bytes'),
    modified_at: z.string(),
    offset: z.number().int(),
    encoding: z.enum(['utf8', 'base64']),
    content: z.string(),
    binary: z.boolean().describe('The page holds a NUL or is not UTF-8; content is base64 then'),
    truncated: z.boolean().describe('The file goes on'),
    next: z.number().int().nullable().describe('Pass as `offset` for the next page'),
  })
  .meta({ id: 'FileContent' });
export type FileContent = z.infer<typeof FileContent>;

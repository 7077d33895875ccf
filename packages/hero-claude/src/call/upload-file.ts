import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type Client, TransportError } from 'hero-claude-sdk';
import { CliError, usageError } from '../cli-error.ts';
import { exitCodes } from '../output/exit-code.ts';
import { byteSize } from '../output/units.ts';

const uploadId = /^[0-9a-f]{32}$/;

/** What the model can look at; of anything else the name says enough. */
const pictures: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

/** The id of a file that a prompt brings along: of one sent before, or of one here, which is sent now. */
export async function uploadOf(word: string, client: Client): Promise<string> {
  const found = await stat(word).catch(() => undefined);
  if (found === undefined && uploadId.test(word)) return word;
  if (found?.isFile() !== true) throw usageError(`There is no file "${word}" to bring along`);
  const mediaType = pictures[extname(word).toLowerCase()];
  const file = {
    name: basename(word),
    body: createReadStream(word),
    size: found.size,
    ...(mediaType !== undefined && { mediaType }),
  };
  const { upload_id: id } = await client.upload(file).catch((error: unknown) => {
    throw wasCutOff(error) ? refused(word, found.size, error) : error;
  });
  return id;
}

/** A server that wants no more closes the connection, and its answer is lost behind what was still being sent. */
function wasCutOff(error: unknown): boolean {
  const { code } = (error instanceof TransportError ? error.cause : {}) as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ECONNRESET';
}

function refused(word: string, size: number, cause: unknown): CliError {
  return new CliError('upload.refused', `The server took no more of "${word}" (${byteSize(size)})`, {
    exitCode: exitCodes.usage,
    hint: 'HERO_CLAUDE_UPLOAD_MB says how large a file may be, 100 unless set',
    cause,
  });
}

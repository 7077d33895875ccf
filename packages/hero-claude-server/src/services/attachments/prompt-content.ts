import type { PromptContent } from '../../adapters/claude/control-lines.ts';
import { containerPaths } from '../../adapters/claude/launch/container-paths.ts';
import type { JsonObject } from '../../domain/agent/agent-line.ts';
import { base64Bytes, fitsTheModel, pictureOf } from '../../domain/conversation/picture.ts';
import type { Attachment } from '../../domain/conversation/upload.ts';

/** All pictures of one prompt: the agent gives each line back, and lines beyond 10 MB are not kept whole. */
const maxShownBytes = 6 * 1024 * 1024;

/**
 * A prompt with files: pictures the model can take are shown to it, and every file is named with the place where
 * the agent finds it.
 */
export function promptContent(
  text: string,
  attachments: readonly Attachment[],
  read: (attachment: Attachment) => Buffer,
): PromptContent {
  let shownBytes = 0;
  const pictures: JsonObject[] = [];
  const lines: string[] = [];
  for (const attachment of attachments) {
    const { upload_id, name, size, media_type } = attachment;
    const needed = base64Bytes(size);
    const bytes = shownBytes + needed <= maxShownBytes ? bytesOf(attachment, read) : null;
    const picture = bytes && pictureOf(bytes);
    const shown = picture && fitsTheModel(picture, size) ? picture : undefined;
    if (bytes !== null && shown !== undefined) {
      shownBytes += needed;
      const data = bytes.toString('base64');
      pictures.push({ type: 'image', source: { type: 'base64', media_type: shown.mediaType, data } });
    }
    const what = shown === undefined ? media_type : `${shown.mediaType}, shown above`;
    lines.push(`- ${containerPaths.cfg}/attachments/${upload_id}/${name} (${what}, ${size} bytes)`);
  }
  const named = `The person attached ${lines.length === 1 ? 'a file' : 'files'}, to be read only:\n${lines.join('\n')}`;
  return [{ type: 'text', text }, ...pictures, { type: 'text', text: named }];
}

/** Null when it cannot be read any more; the agent then finds out by the path. */
function bytesOf(attachment: Attachment, read: (attachment: Attachment) => Buffer): Buffer | null {
  try {
    return read(attachment);
  } catch {
    return null;
  }
}

import { type Clipped, clip } from './clip.ts';
import type { ImageBlock } from './item.ts';
import { field, isObject, listOf, pretty, textAt, textOf } from './loose.ts';

/** What a message or the result of a tool holds, in a form that can be shown. */
export interface Content {
  body: Clipped;
  images: ImageBlock[];
}

const imageTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const mostImageLength = 8_000_000;

/** Text and images of a `content`: a text, or a list of blocks of any sort. */
export function readContent(content: unknown): Content {
  const whole = textOf(content);
  if (whole !== null) return { body: clip(whole), images: [] };
  const texts: string[] = [];
  const images: ImageBlock[] = [];
  for (const block of listOf(content)) {
    if (field(block, 'type') === 'image') images.push(readImage(block));
    else texts.push(textAt(block, 'text') ?? textOf(block) ?? toolReference(block) ?? pretty(block));
  }
  return { body: clip(texts.join('\n')), images };
}

/** Names of tools that the agent looked up; nothing else is to be said about them. */
function toolReference(block: unknown): string | null {
  return field(block, 'type') === 'tool_reference' ? textAt(block, 'tool_name') : null;
}

export function readImage(block: unknown): ImageBlock {
  const source = field(block, 'source');
  const type = textAt(source, 'media_type') ?? '';
  const data = textAt(source, 'data') ?? '';
  if (!isObject(source) || !imageTypes.has(type)) return { src: null, note: 'an image of an unknown type' };
  if (data.length > mostImageLength) return { src: null, note: 'an image too large to be shown here' };
  if (!base64.test(data)) return { src: null, note: 'an image that is not readable' };
  return { src: `data:${type};base64,${data}`, note: type.slice('image/'.length) };
}

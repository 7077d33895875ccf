import type { Client, Methods } from 'hero-claude-sdk';

const pageBytes = 1024 * 1024;
const mostBytes = 512 * 1024 * 1024;

function bytesOf({ encoding, content }: Methods['session.file']['result']): Uint8Array<ArrayBuffer> {
  if (encoding === 'utf8') return new TextEncoder().encode(content);
  return Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
}

/** Reads all pages of a file and hands them to the browser to save. It is saved, never opened here. */
export async function downloadFile(client: Client, params: Methods['session.file']['params']): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let name = 'file';
  for (let offset: number | null = 0; offset !== null; ) {
    const page: Methods['session.file']['result'] = await client.session.file({
      ...params,
      offset,
      limit: pageBytes,
    });
    if (page.size > mostBytes)
      throw new Error('Too large to be saved from here: copy it out of the session folder.');
    parts.push(bytesOf(page));
    name = page.path.split('/').at(-1) ?? name;
    offset = page.next;
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

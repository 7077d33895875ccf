import { RpcCallError, TransportError } from 'hero-claude-sdk';
import type { Hero } from './hero-context.tsx';

/** A file the server has taken in, until a prompt names it. */
export interface Uploaded {
  upload_id: string;
  name: string;
  size: number;
  media_type: string;
}

/** Sends a file beside the calls; what comes back is named in `attachments`. */
export async function uploadFile(
  { baseUrl, token }: Pick<Hero, 'baseUrl' | 'token'>,
  file: File,
  signal: AbortSignal,
): Promise<Uploaded> {
  const url = new URL('upload', baseUrl);
  url.searchParams.set('name', file.name === '' ? 'pasted' : file.name);
  const headers = new Headers({ 'content-type': file.type === '' ? 'application/octet-stream' : file.type });
  const bearer = token.get();
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
  const response = await fetch(url, { method: 'POST', body: file, headers, signal });
  if (response.ok) return (await response.json()) as Uploaded;
  throw refusal(response.status, await response.text());
}

function refusal(status: number, body: string): Error {
  try {
    const { error } = JSON.parse(body) as { error: ConstructorParameters<typeof RpcCallError>[1] };
    return new RpcCallError('upload', error);
  } catch {
    return new TransportError(`HTTP ${status}`, { status, body });
  }
}

import type { IncomingMessage } from 'node:http';
import { forbidden, roleAllows } from 'hero-rpc';
import type { Attachment } from '../domain/conversation/upload.ts';
import type { UploadRequest } from '../services/attachments/upload-service.ts';
import type { Identity } from './auth.ts';

/** Serves `POST /upload?name=<file name>`: the body is the file, whatever its type. */
export function createUploadEndpoint(
  receive: (request: UploadRequest) => Promise<Attachment>,
): (incoming: IncomingMessage, name: string, identity: Identity) => Promise<Attachment> {
  return async (incoming, name, { role, user }) => {
    if (!roleAllows(role, 'operator')) throw forbidden({ method: '/upload', role, needs: 'operator' });
    const length = incoming.headers['content-length'];
    return receive({
      body: incoming,
      name,
      mediaType: incoming.headers['content-type'],
      size: length === undefined ? undefined : Number(length),
      user,
    });
  };
}

const lingerMs = 10_000;

/**
 * Takes what is still on its way for a while: closing at once would reset the connection, and the sender would never
 * read why.
 */
export function letRefusalArrive(incoming: IncomingMessage): void {
  incoming.resume();
  const cut = setTimeout(() => incoming.destroy(), lingerMs).unref();
  incoming.once('end', () => clearTimeout(cut));
}

import type { IncomingMessage } from 'node:http';
import { forbidden, roleAllows } from 'hero-rpc';
import type { Attachment } from '../domain/upload.ts';
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

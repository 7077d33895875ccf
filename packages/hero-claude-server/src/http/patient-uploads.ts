import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long an upload may stand still. */
const stallMs = 60_000;

const statusLines = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
]);

/**
 * Lets uploads take longer than any other request may. The server knows one limit for all; while an upload is under
 * way its complaint about that one is passed over.
 */
export function patientUploads(server: Server): (incoming: IncomingMessage) => void {
  const uploading = new Set<Socket>();
  const complain = (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && uploading.has(socket)) return;
    if (socket.writable && socket.bytesWritten === 0)
      socket.write(
        `HTTP/1.1 ${statusLines.get(error.code ?? '') ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`,
      );
    socket.destroy();
  };
  return (incoming) => {
    const { socket } = incoming;
    if (uploading.size === 0) server.on('clientError', complain);
    uploading.add(socket);
    incoming.setTimeout(stallMs, () => incoming.destroy());
    incoming.once('close', () => {
      socket.setTimeout(0);
      uploading.delete(socket);
      if (uploading.size === 0) server.off('clientError', complain);
    });
  };
}

/** Whether a request is an upload, as far as its line says. */
export function isUpload({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && /^(https?:\/\/[^/?]*)?\/upload(\?|$)/.test(url);
}

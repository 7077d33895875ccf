import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { dropHopByHop } from '../lib/hop-by-hop.ts';
import { EgressRefusal } from './refusal.ts';
import { authorityOf, type EgressTarget } from './target.ts';

/**
 * Sends one plain HTTP request over a connected socket and streams its answer back.
 *
 * The request is written anew from its parsed parts: its Host is the target that was checked, whatever the
 * client's own header said, and framing is ours, so nothing can be smuggled behind it.
 */
export async function relayRequest(
  req: IncomingMessage,
  res: ServerResponse,
  target: EgressTarget & { path: string },
  socket: Socket,
): Promise<void> {
  const outgoing = request({
    method: req.method ?? 'GET',
    path: target.path,
    headers: [
      ...relayedHeaders(req),
      'Host',
      target.port === 80 ? target.host : authorityOf(target),
      'Connection',
      'close',
    ],
    createConnection: () => socket,
  });
  res.once('close', () => outgoing.destroy());
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    const broken = (cause?: Error): void =>
      reject(new EgressRefusal('unreachable', `${authorityOf(target)} gave no answer`, { cause }));
    outgoing.once('response', resolve);
    outgoing.on('error', broken);
    // Without an error, too: an answer that switches protocols unasked ends like that.
    outgoing.once('close', () => broken());
  });
  req.pipe(outgoing);
  const incoming = await answer;
  res.writeHead(
    incoming.statusCode ?? 502,
    incoming.statusMessage,
    dropHopByHop(incoming.rawHeaders, incoming.headers.connection),
  );
  res.flushHeaders();
  await pipeline(incoming, res);
}

function relayedHeaders(req: IncomingMessage): string[] {
  const headers = dropHopByHop(req.rawHeaders, req.headers.connection);
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (!/^(host|expect|forwarded|via|x-forwarded-.*)$/i.test(name)) kept.push(name, headers[i + 1] ?? '');
  }
  if (req.headers['transfer-encoding'] !== undefined) kept.push('Transfer-Encoding', 'chunked');
  return kept;
}

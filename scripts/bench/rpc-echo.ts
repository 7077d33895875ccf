/** A process of its own: the barest server there can be, which sends back what it was sent. */
import { createServer } from 'node:http';

const [socketPath = ''] = process.argv.slice(2);

createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Buffer.concat(chunks);
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    outgoing.end(body);
  });
}).listen(socketPath, () => process.send?.('listening'));

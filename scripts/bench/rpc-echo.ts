/**
 * A process of its own: the barest server there can be. It sends back what it was sent, filled up to the size of
 * the answer it stands beside.
 */
import { createServer } from 'node:http';

const [socketPath = '', answerBytes = '0'] = process.argv.slice(2);

createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Buffer.concat(chunks, Number(answerBytes));
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    outgoing.end(body);
  });
}).listen(socketPath, () => process.send?.('listening'));

// Nobody else ends it when the benchmark is killed.
process.on('disconnect', () => process.exit());

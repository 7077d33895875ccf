/** A small server as a process of its own: `tsx socket-owner.ts <socket path>`; exits as a daemon would. */
import { createServer } from 'node:http';
import { exitOnSignal, ListenError, listenOnSocket } from '../src/node/index.ts';

const server = createServer((_request, response) => {
  response.end(JSON.stringify({ status: 'ok', pid: process.pid }));
});
try {
  const socket = await listenOnSocket(server, { path: process.argv[2] ?? '' });
  exitOnSignal({ close: async () => socket.close() });
  process.stdout.write('listening\n');
} catch (error) {
  process.stderr.write(String(error instanceof Error ? error.message : error));
  process.exit(error instanceof ListenError ? error.exitCode : 1);
}

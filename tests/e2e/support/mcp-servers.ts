import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';

interface Message {
  id?: number;
  method: string;
  params?: { protocolVersion?: string };
}

/** A server with one tool, by the words of the protocol. */
function answer({ id, method, params }: Message, said: string): object {
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: params?.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'test', version: '1.0.0' },
    },
    'tools/list': { tools: [{ name: 'ask', inputSchema: { type: 'object' } }] },
    'tools/call': { content: [{ type: 'text', text: said }] },
  };
  const result = results[method];
  return {
    jsonrpc: '2.0',
    id,
    ...(result === undefined ? { error: { code: -32601, message: method } } : { result }),
  };
}

/** Runs where the agent does: it says what it sees there. */
export const serverInContainer = {
  command: 'node',
  args: [
    '-e',
    `const answer = ${answer.toString()};
const said = 'launched beside ' + require('node:fs').readdirSync('/run').join(' ');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.id !== undefined) console.log(JSON.stringify(answer(message, said)));
});`,
  ],
};

export interface HostServer extends AsyncDisposable {
  url: string;
  /** The keys that came with calls. */
  keys: ReadonlySet<string>;
}

/** An MCP server of this machine's network, which no container reaches. */
export async function startHostServer(said: string): Promise<HostServer> {
  const keys = new Set<string>();
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readText(request);
      const message = body === '' ? undefined : (JSON.parse(body) as Message);
      if (message?.id === undefined) {
        response.writeHead(message === undefined ? 405 : 202).end();
        return;
      }
      keys.add(String(request.headers['x-key']));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(message, said)));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    keys,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createTempHome, daemonCommand, startDaemon, type TempHome } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { runBridge } from '../src/mcp/bridge.ts';
import { runCli } from './run-cli.ts';

interface Message {
  id?: number;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

const initialize = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

function socketOf(home: TempHome): string {
  return join(home.socketDir, 'hero_claude_server.sock');
}

/** A bridge in this process, as its client sees it. */
function startBridge(home: TempHome, patienceMs?: number) {
  const input = new PassThrough();
  const answers = new PassThrough({ objectMode: true });
  const notes: string[] = [];
  const done = runBridge({
    socketPath: socketOf(home),
    token: undefined,
    input,
    write: (line) => answers.write(JSON.parse(line)),
    note: (words) => notes.push(words),
    signal: new AbortController().signal,
    ...(patienceMs !== undefined && { patienceMs }),
  });
  return {
    notes,
    send: (message: object) => void input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    sendText: (line: string) => void input.write(`${line}\n`),
    next: async () =>
      new Promise<Message>((resolve) => {
        const take = (): void => {
          const message = answers.read() as Message | null;
          if (message === null) answers.once('readable', take);
          else resolve(message);
        };
        take();
      }),
    end: async () => {
      input.end();
      await done;
      return answers.readableLength;
    },
  };
}

/** A server on the socket that does as it is told. */
async function listen(
  home: TempHome,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server & AsyncDisposable> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(socketOf(home), resolve));
  return Object.assign(server, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function startServer(home: TempHome) {
  return startDaemon({
    ...daemonCommand('server'),
    env: home.env,
    socket: socketOf(home),
    readyTimeoutMs: 60_000,
  });
}

describe('the MCP bridge', () => {
  it('carries a conversation, through a restart of the server', { timeout: 120_000 }, async () => {
    await using home = await createTempHome();
    const first = await startServer(home);
    const bridge = startBridge(home, 60_000);
    bridge.send(initialize);
    expect((await bridge.next()).result).toMatchObject({ serverInfo: { name: 'hero_claude_server' } });
    bridge.send({ method: 'notifications/initialized' });
    bridge.send({ id: 2, method: 'tools/list' });
    const { tools } = (await bridge.next()).result as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['session_create', 'session_exec', 'repo_list']),
    );

    await first.stop();
    bridge.send({ id: 3, method: 'tools/call', params: { name: 'repo_list', arguments: {} } });
    await using _second = await startServer(home);
    expect(await bridge.next()).toMatchObject({ id: 3, result: { content: [{ type: 'text', text: '[]' }] } });
    expect(await bridge.end()).toBe(0);
    expect(bridge.notes).toEqual([]);
  });

  it('says so when no server comes, and when a line is no JSON', async () => {
    await using home = await createTempHome();
    const bridge = startBridge(home, 0);
    bridge.send({ id: 'a', method: 'tools/list' });
    expect(await bridge.next()).toMatchObject({
      id: 'a',
      error: { code: -32004, message: expect.stringContaining('hero-claude start') },
    });
    bridge.sendText('{half');
    expect(await bridge.next()).toMatchObject({ id: null, error: { code: -32700 } });
    await bridge.end();
  });

  it('never sends a call again that may have reached the server', async () => {
    await using home = await createTempHome();
    let calls = 0;
    await using _server = await listen(home, (request) => {
      calls += 1;
      void text(request).then(() => request.socket.destroy());
    });
    const bridge = startBridge(home);
    bridge.send({ id: 1, method: 'tools/call', params: { name: 'session_create' } });
    expect((await bridge.next()).error?.message).toContain('whether it took effect is unknown');
    await bridge.end();
    expect(calls).toBe(1);
  });

  it('passes on what comes before an answer, and ends a call that the client cancels', async () => {
    await using home = await createTempHome();
    const cut = new Promise<void>((resolve) => {
      void listen(home, (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(
          'data: {"jsonrpc":"2.0","method":"notifications/progress",\ndata: "params":{"progress":1}}\n\n',
        );
        response.once('close', resolve);
      });
    });
    const bridge = startBridge(home);
    bridge.send({ id: 7, method: 'tools/call', params: { name: 'session_exec' } });
    expect(await bridge.next()).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progress: 1 },
    });
    bridge.send({ method: 'notifications/cancelled', params: { requestId: 7 } });
    await cut;
    expect(await bridge.end()).toBe(0);
  });

  it('is what `hero-claude mcp` runs: stdout holds the protocol and nothing else', {
    timeout: 60_000,
  }, async () => {
    await using home = await createTempHome();
    await using _server = await listen(home, (request, response) => {
      const reply = async (): Promise<void> => {
        const { id } = JSON.parse(await text(request)) as { id?: number };
        response.writeHead(id === undefined ? 202 : 200, { 'content-type': 'application/json' });
        // An answer in several lines is still one line for the client.
        response.end(id === undefined ? '' : JSON.stringify({ jsonrpc: '2.0', id, result: {} }, null, 2));
      };
      void reply();
    });
    const input = [initialize, { method: 'notifications/initialized' }, { id: 2, method: 'ping' }]
      .map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
      .join('');
    const run = await runCli(home.env, ['mcp'], { input });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Message).id),
    ).toEqual(expect.arrayContaining([1, 2]));
  });
});

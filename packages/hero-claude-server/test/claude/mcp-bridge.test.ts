import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { script, startModelServer, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { McpBridge } from '../../src/adapters/claude/host/mcp-bridge.ts';
import { SocketServer } from '../../src/adapters/claude/host/mcp-servers.ts';
import { EffectStore } from '../../src/adapters/store/effect-store.ts';
import { objectOf } from '../../src/domain/agent/agent-line.ts';
import { createAgentHome } from './agent-home.ts';
import { startOnHost } from './host-agent.ts';
import { createIngestHome, type IngestHome, sessionId } from './ingest-home.ts';

interface Library extends AsyncDisposable {
  calls: string[];
  keys: Set<unknown>;
}

/** A real MCP server on a Unix socket that wants a key. Its tool `stall` never answers. */
async function openLibrary(socket: string): Promise<Library> {
  const calls: string[] = [];
  const keys = new Set<unknown>();
  const http: Server = createServer((request, response) => {
    keys.add(request.headers['x-key']);
    const server = new McpServer({ name: 'library', version: '1.0.0' });
    server.registerTool('find', { inputSchema: { word: z.string() } }, ({ word }) => {
      calls.push(word);
      return { content: [{ type: 'text', text: `found ${word}` }] };
    });
    server.registerTool('burn', {}, () => ({ content: [{ type: 'text', text: 'burnt' }] }));
    server.registerTool('stall', {}, () => new Promise(() => {}));
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    response.once('close', () => void transport.close());
    void server.connect(transport).then(() => transport.handleRequest(request, response));
  });
  await new Promise<void>((resolve) => http.listen(socket, resolve));
  return {
    calls,
    keys,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const signal = AbortSignal.timeout(60_000);
const settings = (socket: string, more: object = {}) =>
  SocketServer.parse({
    type: 'socket',
    socket,
    headers: { 'x-key': 'k1' },
    tools: ['find', 'stall'],
    ...more,
  });

function bridgeTo(home: IngestHome, more?: object): McpBridge {
  const servers = { library: settings(join(home.dir, 's'), more) };
  return new McpBridge({ db: home.db, sessionId, servers, now: Date.now });
}
async function ask(bridge: McpBridge, id: string, method: string, params: object = {}, server = 'library') {
  const message = { jsonrpc: '2.0', id: 7, method, params };
  return objectOf((await bridge.answer(id, { server_name: server, message }, signal)).mcp_response);
}
const find = { name: 'find', arguments: { word: 'owl' } };

test('tools of the list are seen and called, with the key; others are not', async () => {
  await using home = await createIngestHome();
  await using library = await openLibrary(join(home.dir, 's'));
  await using bridge = bridgeTo(home);
  expect(await ask(bridge, 'r1', 'initialize', { protocolVersion: '2025-11-25' })).toMatchObject({
    id: 7,
    result: { protocolVersion: '2025-11-25', serverInfo: { name: 'library' } },
  });
  const list = objectOf((await ask(bridge, 'r2', 'tools/list')).result);
  expect(list.tools).toMatchObject([{ name: 'find' }, { name: 'stall' }]);
  expect(await ask(bridge, 'r3', 'tools/call', find)).toMatchObject({
    result: { content: [{ text: 'found owl' }] },
  });
  expect(await ask(bridge, 'r4', 'tools/call', { name: 'burn' })).toMatchObject({
    result: { isError: true },
  });
  expect(await ask(bridge, 'r5', 'tools/call', find, 'elsewhere')).toMatchObject({ error: { code: -32602 } });
  expect(await ask(bridge, 'r6', 'resources/list')).toMatchObject({ error: { code: -32601 } });
  expect(library.calls).toEqual(['owl']);
  expect([...library.keys]).toEqual(['k1']);
  expect(new EffectStore(home.db).list(sessionId)).toMatchObject([
    { requestId: 'r3', server: 'library', tool: 'find', outcome: 'answered' },
  ]);
});

test('a call that a crash cut short is not made again', async () => {
  await using home = await createIngestHome();
  await using library = await openLibrary(join(home.dir, 's'));
  new EffectStore(home.db).start(sessionId, { requestId: 'r1', server: 'library', tool: 'find' }, Date.now());
  await using bridge = bridgeTo(home);
  expect(await ask(bridge, 'r1', 'tools/call', find)).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining('outcome unknown') }] },
  });
  expect(library.calls).toEqual([]);
  expect(new EffectStore(home.db).list(sessionId)).toMatchObject([{ outcome: 'unknown' }]);
});

test('calls are limited in number, time and size, and a dead server is an answer too', async () => {
  await using home = await createIngestHome();
  {
    await using _library = await openLibrary(join(home.dir, 's'));
    await using bridge = bridgeTo(home, { calls_per_minute: 3, timeout_seconds: 0.2 });
    expect(await ask(bridge, 'r1', 'tools/call', { name: 'stall' })).toMatchObject({
      result: { isError: true },
    });
    const big = { name: 'find', arguments: { word: 'x'.repeat(2_000_000) } };
    expect(JSON.stringify(await ask(bridge, 'r2', 'tools/call', big))).toContain('larger than 1 MiB');
    expect(await ask(bridge, 'r3', 'tools/call', find)).toMatchObject({
      result: { content: [{ text: 'found owl' }] },
    });
    expect(await ask(bridge, 'r4', 'tools/call', find)).toMatchObject({
      error: { message: /more than 3 calls/ },
    });
  }
  await using bridge = bridgeTo(home);
  expect(await ask(bridge, 'r5', 'tools/list')).toHaveProperty('error');
});

test('an agent uses a server that only the host can reach', { timeout: 60_000 }, async () => {
  await using model = await startModelServer();
  await using home = await createAgentHome();
  const socket = join(home.dir, 's');
  await using library = await openLibrary(socket);
  await using conversation = await home.open({ library: settings(socket) });
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  await conversation.prompt(script(tool('mcp__library__find', { word: 'owl' }), text('done')));
  await home.message(({ value }) => value?.state === 'idle');
  expect(library.calls).toEqual(['owl']);
  expect(conversation.facts.identity.mcpServers).toContainEqual({ name: 'library', status: 'connected' });
  const result = home.messages.find(({ type, toolUseId }) => type === 'user' && toolUseId !== null);
  expect(JSON.stringify(result?.value)).toContain('found owl');
  expect(JSON.stringify(home.messages.map(({ value }) => value))).not.toContain('k1');
  expect(conversation.facts.open).toEqual({});
});

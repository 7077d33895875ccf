import { once } from 'node:events';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { Agent, fetch as undiciFetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { registry } from '../../src/methods/index.ts';
import { call, HttpBench } from './http-harness.ts';

/** The SDK's own client over the Unix socket. */
async function connect(bench: HttpBench): Promise<Client> {
  const dispatcher = new Agent({ connect: { socketPath: bench.serving.local.path } });
  const fetch = async (url: string | URL, init?: object): Promise<Response> =>
    (await undiciFetch(url, { ...init, dispatcher })) as unknown as Response;
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch }));
  return client;
}

const headers = { accept: 'application/json, text/event-stream' };

describe('POST /mcp', () => {
  it('is spoken by the SDK', async () => {
    await using bench = await HttpBench.open();
    const client = await connect(bench);
    expect(client.getServerVersion()).toMatchObject({ name: 'hero_claude_server', version: '1.2.3' });
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['echo_text', 'echo_wait']);
    expect(await client.callTool({ name: 'echo_text', arguments: { text: 'hi' } })).toMatchObject({
      structuredContent: { text: 'hi', user: null },
    });
    await client.close();
  });

  it('answers failures as results that the SDK accepts', async () => {
    await using bench = await HttpBench.open();
    const client = await connect(bench);
    await client.listTools();
    const result = (await client.callTool({ name: 'echo_text', arguments: { txt: 'hi' } })) as CallToolResult;
    expect(result).toMatchObject({ isError: true, structuredContent: { kind: 'rpc.invalid_params' } });
    await expect(client.callTool({ name: 'nothing' })).rejects.toMatchObject({ code: -32602 });
    await client.close();
  });

  it('lists the tools of the real table', async () => {
    await using bench = await HttpBench.open({ registry });
    const client = await connect(bench);
    const { tools } = await client.listTools();
    const expected = registry.methods
      .filter(({ mcp }) => mcp !== false)
      .map(({ name }) => name.replaceAll('.', '_'));
    expect(tools.map(({ name }) => name)).toEqual(expected);
    expect(expected).not.toContain('logs_clear');
    expect(tools.find(({ name }) => name === 'session_list')?.annotations?.readOnlyHint).toBe(true);
    await client.close();
  });

  it('answers by SSE', async () => {
    await using bench = await HttpBench.open();
    const answer = await bench.ask('/mcp', { headers, body: call('tools/list') });
    expect(answer.headers['content-type']).toBe('text/event-stream');
  });

  it('aborts the tool when its caller goes away', async () => {
    await using bench = await HttpBench.open();
    const called = bench.called();
    const incoming = await bench.start('/mcp', {
      headers,
      body: call('tools/call', { name: 'echo_wait', arguments: {} }),
    });
    incoming.on('error', () => undefined);
    const signal = await called;
    const aborted = once(signal, 'abort');
    incoming.destroy();
    await aborted;
  });

  it.each([
    ['broken JSON', '{', 400, -32700],
    ['too long a batch', JSON.stringify(Array.from({ length: 51 }, () => call('ping'))), 400, -32600],
  ])('refuses %s', async (_name, body, status, code) => {
    await using bench = await HttpBench.open();
    const answer = await bench.ask('/mcp', { headers, body });
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ jsonrpc: '2.0', error: { code } });
  });
});

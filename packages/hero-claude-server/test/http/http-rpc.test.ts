import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { maxBodyBytes } from 'hero-rpc';
import { describe, expect, it } from 'vitest';
import { createHttpServer } from '../../src/http/http-server.ts';
import { call, HttpBench } from './http-harness.ts';

/** Everything the server sends until it closes. */
async function rest(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

describe('POST /rpc', () => {
  it('answers a call, a batch and a broken body with 200', async () => {
    await using bench = await HttpBench.open();
    const result = { text: 'hi', user: null };
    const one = await bench.ask('/rpc', { body: call('echo.text', ['hi']) });
    expect(one).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(one.json()).toEqual({ jsonrpc: '2.0', id: 1, result });
    expect((await bench.ask('/rpc', { body: [call('echo.text', { text: 'hi' }, 'a')] })).json()).toEqual([
      { jsonrpc: '2.0', id: 'a', result },
    ]);
    const broken = await bench.ask('/rpc', { body: '{' });
    expect(broken.status).toBe(200);
    expect(broken.json()).toMatchObject({ error: { code: -32700 } });
  });

  it('gives texts of any letters and length back, one after the other on a connection', async () => {
    await using bench = await HttpBench.open();
    const texts = ['hi', 'grün', '日本 🦆', 'é'.repeat(20_000), 'x'.repeat(20_000), 'é'];
    const posts = texts.map((text) => {
      const body = JSON.stringify(call('echo.text', { text }));
      return `POST /rpc HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    });
    const socket = connect(bench.serving.local.path);
    socket.write(posts.join(''));
    socket.write('POST /rpc HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    const answers = (await rest(socket)).split('HTTP/1.1 200 OK').slice(1);
    const bodies = answers.map((answer) => JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as unknown);
    expect(bodies).toMatchObject([
      ...texts.map((text) => ({ result: { text } })),
      { error: { code: -32700 } },
    ]);
  });

  it('answers notifications with 204 and no body', async () => {
    await using bench = await HttpBench.open();
    const notification = { jsonrpc: '2.0', method: 'echo.text', params: ['hi'] };
    for (const body of [notification, [notification, notification]]) {
      expect(await bench.ask('/rpc', { body })).toMatchObject({ status: 204, body: '' });
    }
  });

  it('answers rpc.discover with the document of /openrpc.json', async () => {
    await using bench = await HttpBench.open();
    const discovered = (await bench.ask('/rpc', { body: call('rpc.discover') })).json() as {
      result: unknown;
    };
    const served = await bench.ask('/openrpc.json');
    expect(served.headers['content-type']).toBe('application/json');
    expect(discovered.result).toEqual(served.json());
  });

  it('takes the longest body and a chunked one', async () => {
    await using bench = await HttpBench.open();
    const frame = JSON.stringify(call('echo.text', { text: '' })).length;
    const body = JSON.stringify(call('echo.text', { text: 'x'.repeat(maxBodyBytes - frame) }));
    expect(body).toHaveLength(maxBodyBytes);
    expect((await bench.ask('/rpc', { body })).json()).toHaveProperty('result');
    expect(await bench.ask('/rpc', { body: `${body} ` })).toMatchObject({ status: 413 });
    const chunked = async (text: string) =>
      bench.ask('/rpc', { body: text, headers: { 'transfer-encoding': 'chunked' } });
    expect((await chunked(JSON.stringify(call('echo.text', ['hi'])))).json()).toHaveProperty(
      'result.text',
      'hi',
    );
    expect((await chunked(body)).json()).toHaveProperty('result');
    expect(await chunked(`${body} `)).toMatchObject({ status: 413 });
  });

  it.each(['/rpc', '/mcp'])('refuses a longer body for %s with 413 without reading it', async (path) => {
    await using bench = await HttpBench.open();
    const socket = connect(bench.serving.local.path);
    const answer = rest(socket);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 .*"rpc.body_too_long"/s);
  });

  it('stops reading a chunked body that gets too long', async () => {
    await using bench = await HttpBench.open();
    let sent = 0;
    const asked = request({
      socketPath: bench.serving.local.path,
      path: '/rpc',
      method: 'POST',
      agent: false,
    });
    asked.on('error', () => undefined);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const answered = once(asked, 'response');
    const ended = new Promise((resolve) => asked.once('close', resolve));
    const pump = (): void => {
      while (!asked.destroyed && sent < 200) {
        sent++;
        if (!asked.write(chunk)) {
          asked.once('drain', pump);
          return;
        }
      }
    };
    pump();
    const [incoming] = await answered;
    expect(incoming.statusCode).toBe(413);
    incoming.resume();
    await ended;
    expect(sent).toBeLessThan(100);
  });

  it('is served with a query and at an absolute address, too', async () => {
    await using bench = await HttpBench.open();
    for (const path of ['/rpc?x', 'http://localhost/rpc']) {
      expect((await bench.ask(path, { body: call('echo.text', ['hi']) })).json()).toHaveProperty('result');
    }
    expect((await bench.ask('/rpcx', { body: call('echo.text', ['hi']) })).status).toBe(404);
  });

  it('aborts the call when its caller goes away', async () => {
    await using bench = await HttpBench.open();
    const asked = request({
      socketPath: bench.serving.local.path,
      path: '/rpc',
      method: 'POST',
      agent: false,
    });
    asked.on('error', () => undefined);
    const called = bench.called();
    asked.end(JSON.stringify(call('echo.wait')));
    const signal = await called;
    const aborted = once(signal, 'abort');
    asked.destroy();
    await aborted;
    expect(bench.faults).toEqual([]);
  });

  it('aborts calls when the server stops, and answers them', async () => {
    await using bench = await HttpBench.open();
    const called = bench.called();
    const answer = bench.ask('/rpc', { body: call('echo.wait') });
    await called;
    bench.stopping.abort();
    expect((await answer).json()).toEqual({ jsonrpc: '2.0', id: 1, result: null });
  });
});

describe('paths', () => {
  it('says what it is', async () => {
    await using bench = await HttpBench.open();
    expect((await bench.ask('/health')).json()).toEqual({
      status: 'ok',
      service: 'hero_claude_server',
      version: '1.2.3',
      pid: process.pid,
    });
    expect((await bench.ask('/.well-known/heroservice.json')).json()).toEqual({
      protocol: 'openrpc',
      name: 'hero_claude_server',
      title: 'hero-claude',
      version: '1.2.3',
      description: 'Under test',
      socket: 'rpc',
    });
    expect(await bench.ask('/metrics')).toMatchObject({
      status: 200,
      headers: { 'content-type': /^text\/plain/ },
    });
  });

  it('answers at the nested path that routers look for', async () => {
    await using bench = await HttpBench.open();
    const nested = bench.serving.local.path.replace('hero_claude_server.sock', 'hero_claude/rpc.sock');
    const asked = request({ socketPath: nested, path: '/health', headers: { host: 'localhost' } });
    asked.end();
    const [incoming] = await once(asked, 'response');
    incoming.resume();
    expect(incoming.statusCode).toBe(200);
  });

  it.each([
    ['/rpc', 'GET', 'POST'],
    ['/mcp', 'GET', 'POST'],
    ['/mcp', 'DELETE', 'POST'],
    ['/ticket', 'GET', 'POST'],
    ['/events', 'POST', 'GET'],
    ['/health', 'POST', 'GET'],
    ['/openrpc.json', 'PUT', 'GET'],
  ])('%s %s is answered 405', async (path, verb, allow) => {
    await using bench = await HttpBench.open();
    expect(await bench.ask(path, { verb })).toMatchObject({ status: 405, headers: { allow } });
  });

  it('answers 404 for what is not there', async () => {
    await using bench = await HttpBench.open();
    const answer = await bench.ask('/nothing');
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ error: { data: { kind: 'http.not_found' } } });
  });
});

describe('slow senders', () => {
  it('are cut', async () => {
    await using bench = await HttpBench.open();
    const server = createHttpServer(
      { fetch: async (asked) => new Response(await asked.text()) },
      async () => undefined,
      { requestTimeoutMs: 200 },
    );
    const path = bench.serving.local.path.replace('.sock', '_slow.sock');
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const socket = connect(path);
    const answer = rest(socket);
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx');
    expect(await answer).toContain('408 Request Timeout');
    await new Promise((resolve) => server.close(resolve));
  });
});

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { apiError, script, startModelServer, text, tool } from '../src/index.ts';

async function ask(url: string, body: object, init: RequestInit = {}): Promise<Response> {
  return await fetch(`${url}/v1/messages?beta=true`, { method: 'POST', body: JSON.stringify(body), ...init });
}

const user = (content: string) => ({ role: 'user', content });

describe('startModelServer', () => {
  it('answers a whole message when nobody streams, under any prefix', async () => {
    await using server = await startModelServer();
    const messages = [user(script(tool('Bash', { command: 'ls' }), text('done')))];
    const first = await ask(`${server.url}/sess/abc`, { model: 'm', messages });
    expect(await first.json()).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ name: 'Bash' }],
      model: 'm',
    });
    const second = await ask(server.url, { messages: [...messages, { role: 'assistant', content: 'x' }] });
    expect(await second.json()).toMatchObject({ content: [{ type: 'text', text: 'done' }] });
  });

  it('counts the errors of each conversation apart', async () => {
    await using server = await startModelServer();
    const messages = [user(script(apiError(529, { times: 2, retry_after: 3 }), text('ok')))];
    const statuses = async (session: string): Promise<number[]> => {
      const seen = [];
      for (let attempt = 0; attempt < 3; attempt++)
        seen.push(
          (await ask(server.url, { messages }, { headers: { 'x-claude-code-session-id': session } })).status,
        );
      return seen;
    };
    expect(await statuses('a')).toEqual([529, 529, 200]);
    expect(await statuses('b')).toEqual([529, 529, 200]);
    const failed = await ask(server.url, { messages });
    expect(failed.headers.get('retry-after')).toBe('3');
    expect(await failed.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
  });

  it('sends scripted headers and asks for the expected credential', async () => {
    await using server = await startModelServer({
      credential: { header: 'authorization', value: 'Bearer right' },
    });
    const messages = [
      user(script({ text: 'x', headers: { 'anthropic-ratelimit-unified-status': 'allowed' } })),
    ];
    expect((await ask(server.url, { messages }, { headers: { authorization: 'Bearer wrong' } })).status).toBe(
      401,
    );
    const right = await ask(server.url, { messages }, { headers: { authorization: 'Bearer right' } });
    expect(right.headers.get('anthropic-ratelimit-unified-status')).toBe('allowed');
  });

  it('knows HEAD, count_tokens and its log, and nothing else', async () => {
    await using server = await startModelServer();
    expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200);
    const counted = await fetch(`${server.url}/v1/messages/count_tokens`, {
      method: 'POST',
      body: '{"messages":[]}',
    });
    expect(await counted.json()).toEqual({ input_tokens: 4 });
    expect((await fetch(`${server.url}/v1/models`)).status).toBe(404);
    const log = (await (await fetch(`${server.url}/_log`)).json()) as { path: string; status: number }[];
    expect(log.map(({ path, status }) => [path, status])).toEqual([
      ['/', 200],
      ['/v1/messages/count_tokens', 200],
      ['/v1/models', 404],
    ]);
  });

  it('notices a client that leaves, before and after the first byte', async () => {
    await using server = await startModelServer();
    const leave = new AbortController();
    const silent = ask(
      server.url,
      { stream: true, messages: [user(script({ hang: true }))] },
      { signal: leave.signal },
    );
    silent.catch(() => undefined);
    await server.waitFor(({ outcome }) => outcome === 'streaming');
    leave.abort();
    await expect(silent).rejects.toThrow('abort');
    expect(await server.waitFor(({ outcome }) => outcome === 'client_gone')).toMatchObject({ status: null });

    const begun = await ask(server.url, {
      stream: true,
      messages: [user(script({ text: 'so', hang: true }))],
    });
    await begun.body?.cancel();
    expect(await server.waitFor(({ id, outcome }) => id === 2 && outcome === 'client_gone')).toMatchObject({
      status: 200,
    });
  });

  it('takes big conversations and names what is not one', async () => {
    await using server = await startModelServer();
    const messages = [user('x'.repeat(3_000_000)), user(script(text('read it all')))];
    expect(await (await ask(server.url, { messages })).json()).toMatchObject({
      content: [{ text: 'read it all' }],
    });
    expect(server.requests[0]).toMatchObject({ body_bytes: expect.any(Number) as number });
    expect(server.requests[0]?.body.length).toBe(1024 * 1024);
    for (const body of ['not JSON', '{"messages":5}', '[]']) {
      const response = await fetch(`${server.url}/v1/messages`, { method: 'POST', body });
      expect(response.status).toBe(400);
    }
  });

  it('delivers what came before a cut', async () => {
    await using server = await startModelServer();
    const step = { text: 'abcdefghij', chunks: 5, cut_after_chunks: 2 };
    const response = await ask(server.url, { stream: true, messages: [user(script(step))] });
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const part of response.body ?? []) seen.push(Buffer.from(part as Uint8Array).toString());
    };
    await expect(read()).rejects.toThrow('terminated');
    expect(seen.join('').match(/"text":"\w\w"/g)).toEqual(['"text":"ab"', '"text":"cd"']);
    expect(seen.join('')).not.toContain('message_stop');
  });
});

describe('hero-claude-model-server', () => {
  it('prints its address as JSON and ends on SIGTERM', async () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const args = ['--import', 'tsx', '--conditions=hero:source', main, '--port', '0'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    expect((await ask(url, { messages: [user('hello')] })).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(promisify(execFile)(process.execPath, [...args, '--wrong'])).rejects.toThrow('--wrong');
  });
});

import { once } from 'node:events';
import { lstat, rm, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { openUds } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { messages, post, until } from './model-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { messageStream, startUpstream } from './start-upstream.ts';

describe('when the upstream fails', () => {
  it('a cut answer is a cut answer, and its tokens are counted', async () => {
    const whole = messageStream('msg_3', 9);
    await using upstream = await startUpstream((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(whole.slice(0, whole.indexOf('event: message_delta')), () => res.destroy());
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    await expect(post(session)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    await until(() => test.gateway.ledger.listCalls({ after: 0, limit: 1 }).length === 1);
    expect(test.gateway.ledger.listCalls({ after: 0, limit: 1 })).toMatchObject([
      { outcome: 'cut', status: 200, message_id: 'msg_3' },
    ]);
    expect(test.gateway.ledger.sums.by('model', { sessionId: session.id })).toMatchObject([
      { calls: 1, output_tokens: 1 },
    ]);
    expect(upstream.seen).toHaveLength(1);
  });

  it('an upstream that breaks off before an answer is asked once, and answered 502', async () => {
    await using upstream = await startUpstream((res) => res.destroy());
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const answer = await post(await test.openSession());
    expect(answer.status).toBe(502);
    expect(answer.json()).toMatchObject({ error: { type: 'api_error' } });
    expect(upstream.seen).toHaveLength(1);
  });

  it('an upstream that is not there is a 502 that says so, also after a large request', async () => {
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: 'http://127.0.0.1:1' } });
    const answer = await post(await test.openSession(), messages, {}, { text: 'x'.repeat(5_000_000) });
    expect(answer.status).toBe(502);
    expect(answer.body).toContain('http://127.0.0.1:1 cannot be reached (ECONNREFUSED)');
  });

  it('a client that leaves ends the call upstream', async () => {
    let leave: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      leave = resolve;
    });
    await using upstream = await startUpstream((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ping\ndata: {}\n\n');
      res.once('close', () => leave?.());
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const leaving = new AbortController();
    const answer = await openUds(session.model, {
      method: 'POST',
      path: messages,
      headers: { authorization: `Bearer ${session.token}` },
      body: {},
      signal: leaving.signal,
    });
    answer.on('error', () => undefined);
    await once(answer, 'data');
    leaving.abort();
    await gone;
    await until(() => test.gateway.ledger.listCalls({ after: 0, limit: 1 }).length === 1);
    expect(test.gateway.ledger.listCalls({ after: 0, limit: 1 })).toMatchObject([{ outcome: 'client_gone' }]);
  });
});

describe('across restarts', () => {
  it('binds every open session anew, with its token, and no closed one', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const closed = await test.openSession();
    await test.gateway.gates.close(closed.id);
    const before = await lstat(session.model);
    await test.restart();
    const after = await lstat(session.model);
    expect(after.isSocket()).toBe(true);
    expect(after.ino).not.toBe(before.ino);
    expect(after.mode & 0o777).toBe(0o600);
    expect((await post(session)).status).toBe(200);
    await expect(post(closed)).rejects.toThrow(/ENOENT/);
    expect(test.gateway.gates.list().map((served) => served.session.sessionId)).toEqual([session.id]);
  });

  it('a session whose directory went away is served again when it is opened again', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const [served] = test.gateway.gates.list();
    if (served === undefined) throw new Error('no session');
    await rm(session.runDir, { recursive: true });
    await test.gateway.gates.open(served.session);
    expect((await post(session)).status).toBe(200);
  });

  it('a session that cannot be served says why, and holds up no other', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const broken = await test.openSession();
    const session = await test.openSession();
    await rm(broken.runDir, { recursive: true });
    await writeFile(broken.runDir, 'in the way');
    await test.restart();
    expect((await post(session)).status).toBe(200);
    const problems = test.gateway.gates.list().map(({ problem }) => problem);
    expect(problems).toEqual([expect.stringContaining('EEXIST'), null]);
    const [first] = test.gateway.gates.list();
    if (first === undefined) throw new Error('no session');
    const tooLong = { ...first.session, runDir: `/tmp/${'x'.repeat(100)}` };
    await expect(test.gateway.gates.open(tooLong)).rejects.toThrow('use a shorter data directory');
    await expect(lstat(tooLong.runDir)).rejects.toThrow('ENOENT');
  });

  it('opening a session again changes its token at once and disturbs no call', async () => {
    let finish: (() => void) | undefined;
    await using upstream = await startUpstream((res) => {
      res.writeHead(200).write('a');
      finish = () => res.end('b');
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const answer = await openUds(session.model, {
      method: 'POST',
      path: messages,
      headers: { authorization: `Bearer ${session.token}` },
    });
    const [served] = test.gateway.gates.list();
    if (served === undefined) throw new Error('no session');
    await test.gateway.gates.open({ ...served.session, tokenSha256: '00'.repeat(32) });
    finish?.();
    expect((await buffer(answer)).toString()).toBe('ab');
    expect((await post(session)).status).toBe(403);
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { EgressSpec } from '../src/egress/egress-spec.ts';
import { connectTo, decisions } from './egress-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { rawExchange } from './raw-exchange.ts';
import { startDns } from './start-dns.ts';
import { startUpstream } from './start-upstream.ts';

describe('what is refused', () => {
  const listed: EgressSpec = { policy: 'allowlist', allow: ['ok.example', '*.wild.example', '10.9.8.7'] };
  const cases: [EgressSpec, string, string][] = [
    [{ policy: 'none', allow: ['ok.example'] }, 'ok.example:443', 'policy_none'],
    [listed, 'other.example:443', 'host_not_listed'],
    [listed, 'wild.example:443', 'host_not_listed'],
    [listed, 'notwild.example:443', 'host_not_listed'],
    [listed, 'ok.example.evil.example:443', 'host_not_listed'],
    [listed, 'github.com:443', 'host_not_listed'],
    [listed, 'ok.example:22', 'port_not_allowed'],
    [{ policy: 'open' }, 'ok.example:22', 'port_not_allowed'],
    [listed, '10.9.8.7:443', 'ip_literal'],
    [{ policy: 'open' }, '1.1.1.1:443', 'ip_literal'],
    [{ policy: 'open' }, '1.1.1.1.:443', 'ip_literal'],
    [{ policy: 'open' }, '16843009:443', 'ip_literal'],
    [{ policy: 'open' }, '0x1010101:443', 'ip_literal'],
    [{ policy: 'open' }, '0x7f.1:443', 'ip_literal'],
    [{ policy: 'open' }, '0177.0.0.1:443', 'ip_literal'],
    [{ policy: 'open' }, '127.1:443', 'ip_literal'],
    [{ policy: 'open' }, '169.254.169.254:80', 'ip_literal'],
    [{ policy: 'open' }, '[::1]:443', 'ip_literal'],
    [{ policy: 'open' }, '[::ffff:127.0.0.1]:443', 'ip_literal'],
    [{ policy: 'open' }, '::1:443', 'malformed_target'],
    [{ policy: 'open' }, '[fe80::1%eth0]:443', 'malformed_target'],
    [{ policy: 'open' }, '1.2.3.4.5:443', 'malformed_target'],
    [{ policy: 'open' }, 'user@ok.example:443', 'malformed_target'],
    [{ policy: 'open' }, 'ok.example', 'malformed_target'],
    [{ policy: 'open' }, 'ok.example:0443', 'malformed_target'],
    [{ policy: 'open' }, 'ok.example:70000', 'malformed_target'],
    [{ policy: 'open' }, '127.0.0%2e1:443', 'malformed_target'],
    [{ policy: 'open' }, '/run/hero/model.sock:80', 'malformed_target'],
  ];
  it.each(cases)('%j %s: %s', async (egress, authority, reason) => {
    await using dns = await startDns({});
    await using test = await openTestGateway({ env: { HERO_CLAUDE_DNS: dns.server } });
    const session = await test.openSession(egress);
    const answer = await connectTo(session, authority);
    expect(answer.status).toBe(403);
    expect(answer.head).toContain(`X-Hero-Egress: ${reason}`);
    expect(dns.asked).toEqual([]);
    expect(decisions(test)).toMatchObject([{ session_id: session.id, verdict: 'refused', reason, count: 1 }]);
  });

  it.each([
    ['10.0.0.1'],
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['100.64.0.1'],
    ['168.63.129.16'],
    ['0.0.0.0'],
    ['224.0.0.1'],
    ['::1'],
    ['fe80::1'],
    ['fd00:ec2::254'],
    ['::ffff:10.0.0.1'],
    ['64:ff9b::a00:1'],
    ['2002:a00:1::1'],
    ['::a00:1'],
  ])('a listed name that resolves to %s', async (address) => {
    await using dns = await startDns({ 'ok.example': ['93.184.216.34', address] });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_DNS: dns.server } });
    const session = await test.openSession(listed);
    const answer = await connectTo(session, 'ok.example:443');
    expect([answer.status, answer.head]).toEqual([403, expect.stringContaining('address_not_public')]);
    expect(answer.body).toContain('list "ok.example:443"');
  });

  it('a listed name whose chain of aliases ends in an address that is not public', async () => {
    await using dns = await startDns({
      'ok.example': { alias: 'edge.cdn.example' },
      'edge.cdn.example': { alias: 'inside.corp.example' },
      'inside.corp.example': ['10.1.2.3'],
      'a.wild.example': { alias: 'metadata.example' },
      'metadata.example': ['93.184.216.34', 'fd00:ec2::254'],
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_DNS: dns.server } });
    const session = await test.openSession(listed);
    for (const host of ['ok.example', 'a.wild.example']) {
      const answer = await connectTo(session, `${host}:443`);
      expect([answer.status, answer.head]).toEqual([403, expect.stringContaining('address_not_public')]);
    }
    expect(decisions(test)).toMatchObject(
      ['ok.example', 'a.wild.example'].map((host) => ({
        session_id: session.id,
        host,
        verdict: 'refused',
        reason: 'address_not_public',
      })),
    );
  });

  it('a name whose second answer is private is asked only once', async () => {
    await using inside = await startUpstream((res) => res.end('inside'));
    await using dns = await startDns({ 'ok.example': [['192.0.2.1'], ['127.0.0.1']] });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_DNS: dns.server } });
    const session = await test.openSession(listed);
    // 192.0.2.1 is reserved, so it is refused itself; the second answer never comes up.
    expect((await connectTo(session, 'ok.example:80')).status).toBe(403);
    expect(dns.asked.filter((question) => question === 'A ok.example')).toHaveLength(1);
    expect(inside.seen).toEqual([]);
  });

  it.each([
    ['GET / HTTP/1.1\r\nHost: ok.example', 'not_a_proxy_request'],
    ['GET //ok.example/ HTTP/1.1\r\nHost: ok.example', 'not_a_proxy_request'],
    ['OPTIONS * HTTP/1.1\r\nHost: ok.example', 'not_a_proxy_request'],
    ['GET https://ok.example/ HTTP/1.1\r\nHost: ok.example', 'malformed_target'],
    ['GET ftp://ok.example/ HTTP/1.1\r\nHost: ok.example', 'malformed_target'],
    ['GET http://user@ok.example/ HTTP/1.1\r\nHost: ok.example', 'malformed_target'],
    ['GET http://other.example/ HTTP/1.1\r\nHost: ok.example', 'host_not_listed'],
    ['GET http://other.example:80@ok.example/ HTTP/1.1\r\nHost: ok.example', 'malformed_target'],
    ['GET http://ok.example:8080/ HTTP/1.1\r\nHost: ok.example', 'port_not_allowed'],
    [
      'GET / HTTP/1.1\r\nHost: ok.example\r\nUpgrade: websocket\r\nConnection: upgrade',
      'not_a_proxy_request',
    ],
  ])('%s', async (request, reason) => {
    await using test = await openTestGateway();
    const session = await test.openSession(listed);
    const answer = await rawExchange(session.egress, `${request}\r\n\r\n`);
    expect([answer.status, answer.head]).toEqual([403, expect.stringContaining(`X-Hero-Egress: ${reason}`)]);
    expect(decisions(test)).toMatchObject([{ verdict: 'refused', reason }]);
  });

  it.each([
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['headers without end', `X-A: ${'a'.repeat(20_000)}`],
  ])('%s', async (_, rest) => {
    await using upstream = await startUpstream((res) => res.end());
    await using test = await openTestGateway();
    const session = await test.openSession({ policy: 'allowlist', allow: [`localhost:${upstream.port}`] });
    const head = `POST http://localhost:${upstream.port}/ HTTP/1.1\r\nHost: x\r\n`;
    const answer = await rawExchange(session.egress, head + rest);
    expect(answer.status).toBe(400);
    expect(upstream.seen).toEqual([]);
    expect(decisions(test)).toMatchObject([{ reason: 'malformed_request' }]);
  });

  it('a client that never finishes its header', async () => {
    await using test = await openTestGateway({ limits: { egress: { headersTimeoutMs: 200 } } });
    const session = await test.openSession(listed);
    const socket = connect(session.egress);
    socket.write('CONNECT ok.example:443 HTTP/1.1\r\nX-A: ');
    await once(socket.resume(), 'end');
    expect(decisions(test)).toMatchObject([{ reason: 'malformed_request' }]);
  });

  it('more connections than a session may have', async () => {
    await using test = await openTestGateway({ limits: { egress: { maxConnections: 2 } } });
    const session = await test.openSession(listed);
    const open = [connect(session.egress), connect(session.egress)];
    await Promise.all(open.map((socket) => once(socket, 'connect')));
    const third = await rawExchange(session.egress, 'CONNECT ok.example:443 HTTP/1.1\r\n\r\n');
    expect(third.status).toBe(0);
    await expect
      .poll(() => decisions(test), { timeout: 5_000 })
      .toMatchObject([{ reason: 'too_many_connections' }]);
    for (const socket of open) socket.destroy();
  });
});

it('what repeats is one row with a count, and what varies too fast is one row too', async () => {
  await using test = await openTestGateway();
  const session = await test.openSession({ policy: 'allowlist' });
  for (let i = 0; i < 5; i += 1) await connectTo(session, 'same.example:443');
  expect(decisions(test)).toMatchObject([{ host: 'same.example', count: 5 }]);
  for (let i = 0; i < 400; i += 1) {
    test.gateway.ledger.recordDecision(session.id, {
      host: `h${i}.example`,
      port: 443,
      method: 'CONNECT',
      verdict: 'refused',
      reason: 'host_not_listed',
    });
  }
  const rows = test.gateway.ledger.listDecisions({ after: 0, limit: 1_000 });
  expect(rows).toHaveLength(301);
  expect(rows.at(-1)).toMatchObject({ host: '*', reason: 'too_many_decisions', count: 101 });
});

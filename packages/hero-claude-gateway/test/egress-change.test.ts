import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { connectTo, decisions, tcpServer, tunnel } from './egress-client.ts';
import { openTestGateway } from './open-test-gateway.ts';

describe('a policy that changes under way', () => {
  it('counts from the next request on, cuts what it does not allow, and survives a restart', async () => {
    await using server = await tcpServer((socket) => socket.on('data', (chunk) => socket.write(chunk)));
    await using test = await openTestGateway();
    const authority = `localhost:${server.port}`;
    const session = await test.openSession({ policy: 'none' });
    const { gates } = test.gateway;
    expect((await connectTo(session, authority)).status).toBe(403);

    expect(await gates.setEgress(session.id, { policy: 'allowlist', allow: [authority] })).toBe(true);
    const kept = await tunnel(session, authority);
    kept.resume().write('hello');
    await once(kept, 'data');
    await gates.setEgress(session.id, { policy: 'allowlist', allow: [authority, 'other.example'] });
    kept.write('again');
    await once(kept, 'data');

    const cut = once(kept, 'end');
    await gates.setEgress(session.id, { policy: 'none' });
    await cut;
    kept.destroy();
    expect((await connectTo(session, authority)).status).toBe(403);
    const allowed = decisions(test).filter(({ verdict }) => verdict === 'allowed');
    expect(allowed).toMatchObject([{ host: 'localhost', method: 'CONNECT', bytes_up: 10, bytes_down: 10 }]);

    await test.restart();
    expect((await connectTo(session, authority)).status).toBe(403);
    expect(await test.gateway.gates.setEgress('ffffffff', { policy: 'open' })).toBe(false);
  });

  it('cuts a connection to this machine when its entry goes, also where names may be reached', async () => {
    await using server = await tcpServer(() => undefined);
    await using test = await openTestGateway();
    const authority = `localhost:${server.port}`;
    const session = await test.openSession({ policy: 'open', allow: [authority] });
    const socket = await tunnel(session, authority);
    const cut = once(socket.resume(), 'end');
    await test.gateway.gates.setEgress(session.id, { policy: 'open' });
    await cut;
    socket.destroy();
  });
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { decisions } from './egress-client.ts';
import { openTestGateway } from './open-test-gateway.ts';

const openFiles = (): number => readdirSync('/proc/self/fd').length;

it('clients that ask and go away at once leave no more behind than a session may have', async () => {
  const silent = createSocket('udp4');
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const env = { HERO_CLAUDE_DNS: `127.0.0.1:${silent.address().port}` };
  await using test = await openTestGateway({ env, limits: { egress: { maxConnections: 10 } } });
  const session = await test.openSession({ policy: 'open' });
  const before = openFiles();
  const asks = [
    'GET http://slow.example/ HTTP/1.1\r\nHost: a\r\n\r\n',
    'CONNECT slow.example:443 HTTP/1.1\r\n\r\n',
  ];
  for (let round = 0; round < 100; round += 1) {
    for (const ask of asks) {
      const client = connect(session.egress);
      client.on('error', () => undefined);
      client.end(ask);
      await once(client, 'connect');
      client.destroy();
      await once(client, 'close');
    }
  }
  await expect
    .poll(() => decisions(test).map(({ reason }) => reason), { timeout: 5_000 })
    .toContain('too_many_connections');
  expect(openFiles() - before).toBeLessThan(80);
  silent.close();
});

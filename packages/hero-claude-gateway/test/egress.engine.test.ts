import { expect, it } from 'vitest';
import { inSession } from './in-session.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { containerUser } from './run-in-container.ts';
import { startUpstream } from './start-upstream.ts';

it('the usual clients reach what is listed, and nothing else', async () => {
  await using host = await startUpstream((res, req) => res.end(`served ${req.url}`));
  await using test = await openTestGateway();
  const url = `http://localhost:${host.port}`;
  const session = await test.openSession(
    { policy: 'allowlist', allow: [`localhost:${host.port}`] },
    containerUser,
  );
  const lines = await inSession(
    session.runDir,
    `
    curl -sS ${url}/curl; echo
    curl -sS --proxytunnel ${url}/tunnel; echo
    python3 -c 'import urllib.request as r; print(r.urlopen("${url}/python").read().decode())'
    curl -s -o /dev/null -w '%{http_code}\\n' http://other.example/
    curl -s -o /dev/null -w '%{http_connect}\\n' https://github.com/
    curl -s -o /dev/null -w '%{http_connect}\\n' https://169.254.169.254/
    curl -s -o /dev/null -w '%{http_code}\\n' http://localhost:1/
    curl -s --noproxy '*' --max-time 5 ${url}/direct || echo no direct way
    curl -s --noproxy '*' --max-time 5 http://1.1.1.1/ || echo no direct way
    ls -A /sys/class/net; rm -f /run/hero/egress.sock || echo cannot be removed
  `,
  );
  expect(lines).toEqual([
    'served /curl',
    'served /tunnel',
    'served /python',
    '403',
    '403',
    '403',
    '403',
    'no direct way',
    'no direct way',
    'lo',
    'cannot be removed',
  ]);
  const rows = test.gateway.ledger.listDecisions({ sessionId: session.id, after: 0, limit: 100 });
  expect(
    rows.map(({ host, port, verdict, method, count }) => `${verdict} ${method} ${host}:${port} ${count}`),
  ).toEqual([
    `allowed GET localhost:${host.port} 2`,
    `allowed CONNECT localhost:${host.port} 1`,
    'refused GET other.example:80 1',
    'refused CONNECT github.com:443 1',
    'refused CONNECT 169.254.169.254:443 1',
    'refused GET localhost:1 1',
  ]);
});

it('a package manager, and many requests at once', async () => {
  await using host = await startUpstream((res, req) => {
    const meta = {
      name: 'left',
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': { name: 'left', version: '1.0.0' } },
    };
    if (req.url === '/left') res.setHeader('content-type', 'application/json').end(JSON.stringify(meta));
    else res.end('x');
  });
  await using test = await openTestGateway();
  const url = `http://localhost:${host.port}`;
  const session = await test.openSession(
    { policy: 'allowlist', allow: [`localhost:${host.port}`] },
    containerUser,
  );
  const lines = await inSession(
    session.runDir,
    `
    npm view left dist-tags.latest --registry ${url}/ --fetch-retries 0 2>/dev/null
    seq 200 | xargs -P 40 -n 5 sh -c 'for i; do curl -s ${url}/n; done' sh | tr -d '\\n' | wc -c
  `,
  );
  expect(lines).toEqual(['1.0.0', '200']);
});

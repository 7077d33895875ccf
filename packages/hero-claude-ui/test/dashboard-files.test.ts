import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTempHome, type TempHome } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { createApp } from '../src/http/app.ts';
import { loadDashboard } from '../src/http/dashboard.ts';

const page = `<meta name="base-path" content=""><meta property="csp-nonce" nonce=""><script type="module" src="./assets/a-1.js"></script>`;

async function writeFiles(home: TempHome): Promise<string> {
  const dir = join(home.dir, 'web');
  await mkdir(join(dir, 'assets'), { recursive: true });
  await writeFile(join(dir, 'index.html'), page);
  await writeFile(join(dir, 'icon.svg'), '<svg/>');
  await writeFile(join(dir, 'assets', 'a-1.js'), 'plain');
  await writeFile(join(dir, 'assets', 'a-1.js.br'), 'brotli');
  await writeFile(join(dir, 'assets', 'a-1.js.gz'), 'gzip');
  return dir;
}

async function serve(dir: string, trusted = true) {
  const dashboard = await loadDashboard(dir);
  const server = createApp({ upstream: { socketPath: '/nowhere', trusted }, dashboard, version: '1' });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    get: (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers }),
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('the page finds its files below any prefix that a proxy names', async () => {
  await using home = await createTempHome();
  using site = await serve(await writeFiles(home));
  const plain = await (await site.get('/')).text();
  expect(plain).toContain('src="./assets/a-1.js"');
  const below = await (await site.get('/', { 'x-forwarded-prefix': '/hero_claude/admin' })).text();
  expect(below).toContain('name="base-path" content="/hero_claude/admin"');
  expect(below).toContain('src="/hero_claude/admin/assets/a-1.js"');
  expect(await (await site.get('/', { 'x-forwarded-prefix': '"><script>' })).text()).not.toContain(
    '<script>',
  );
});

test('each page has styles of its own nonce, and is kept by no cache', async () => {
  await using home = await createTempHome();
  using site = await serve(await writeFiles(home));
  const nonces = new Set<string>();
  for (const _ of [1, 2]) {
    const answer = await site.get('/');
    const [, nonce = ''] = /'nonce-([\w-]+)'/.exec(answer.headers.get('content-security-policy') ?? '') ?? [];
    expect(await answer.text()).toContain(`nonce="${nonce}"`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(2);
});

test('assets are kept for good, and come as small as the browser takes them', async () => {
  await using home = await createTempHome();
  using site = await serve(await writeFiles(home));
  const forms = { 'gzip, deflate, br': 'br', 'gzip;q=1': 'gzip', identity: null };
  for (const [accepted, encoding] of Object.entries(forms)) {
    const answer = await site.get('/assets/a-1.js', { 'accept-encoding': accepted });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    await answer.body?.cancel();
  }
  expect((await site.get('/icon.svg')).headers.get('content-type')).toBe('image/svg+xml');
  for (const path of ['/assets/a-1.js.br', '/assets/b.js', '/../package.json', '/index.html']) {
    expect((await site.get(path)).status).toBe(404);
  }
});

test('says so when the dashboard was not built', async () => {
  await using home = await createTempHome();
  using site = await serve(join(home.dir, 'missing'));
  const answer = await site.get('/');
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('make build');
});

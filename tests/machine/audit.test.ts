import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Ran, root, run } from './run.ts';

vi.setConfig({ testTimeout: 120_000 });

const advisory = {
  id: 1,
  github_advisory_id: 'GHSA-aaaa-bbbb-cccc',
  module_name: 'left-pad',
  severity: 'high',
  title: 'It pads too much',
  url: 'https://example.test/GHSA-aaaa-bbbb-cccc',
  findings: [{ version: '1.0.0', paths: ['.>left-pad'] }],
};

let registry: Server;
let dir: string;
/** What the registry says to an audit; null where it has no such thing. */
let answer: object | null = null;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'audit-'));
  registry = createServer((request, response) => {
    request.resume();
    response.writeHead(answer === null ? 405 : 200, { 'content-type': 'application/json' });
    response.end(answer === null ? '' : JSON.stringify(answer));
  });
  await once(registry.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  registry.close();
  await rm(dir, { recursive: true });
});

async function audit(explained: object[], ...args: string[]): Promise<Ran> {
  const file = join(dir, 'explained.json');
  await writeFile(file, JSON.stringify(explained));
  const { port } = registry.address() as AddressInfo;
  const env = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_fetch_retries: '0',
  };
  return run(join(root, 'node_modules/.bin/tsx'), ['scripts/audit.ts', '--explained', file, ...args], {
    env,
  });
}

function tell(advisories: object): void {
  const vulnerabilities = { info: 0, low: 0, moderate: 0, high: 1, critical: 0 };
  answer = { actions: [], muted: [], advisories, metadata: { vulnerabilities, totalDependencies: 1 } };
}

const why = 'Only texts of ours are padded, and they are short.';

test('a registry that has no audit is named, and counts as a failure only when asked to', async () => {
  answer = null;
  expect(await audit([])).toMatchObject({ code: 0, stdout: expect.stringContaining('not audited: ') });
  expect(await audit([], '--strict')).toMatchObject({ code: 69 });
});

test('a known flaw fails the audit until it is explained, and an explanation of nothing does, too', async () => {
  const explained = [{ id: advisory.github_advisory_id, package: 'left-pad', why }];
  tell({ 1: advisory });
  const found = await audit([]);
  expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('1 of them not explained') });
  expect(found.stdout).toContain('high: left-pad 1.0.0: It pads too much');
  expect(await audit(explained)).toMatchObject({ code: 0, stdout: expect.stringContaining(why) });
  tell({});
  expect(await audit(explained)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('no longer found'),
  });
  expect(await audit([])).toMatchObject({ code: 0 });
});

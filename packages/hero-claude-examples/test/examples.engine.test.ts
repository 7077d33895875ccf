import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import {
  createSampleRepo,
  type Product,
  script,
  startProduct,
  text,
  tool,
  workspaceDir,
} from 'hero-claude-testkit';
import { expect, test } from 'vitest';

const tsx = pathToFileURL(createRequire(join(workspaceDir, 'package.json')).resolve('tsx')).href;

/** Runs an example as its reader would; it checks itself. */
async function run(product: Product, name: string, ...args: string[]) {
  const main = join(import.meta.dirname, '..', 'src', `${name}.ts`);
  const child = spawn(process.execPath, ['--import', tsx, '--conditions=hero:source', main, ...args], {
    env: product.home.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, code] = await Promise.all([readText(child.stdout), readText(child.stderr), exited]);
  return { code, stdout, stderr };
}

const task = `Add a line. ${script(tool('Bash', { command: 'echo hello >> README.md' }), text('Added.'))}`;

test('the examples do what they say', { timeout: 240_000 }, async () => {
  await using product = await startProduct();
  for (const name of ['shop', 'lib']) await createSampleRepo(join(product.home.codeRoot, name));
  await product.sources.watch(product.home.codeRoot);

  const followed = await run(product, 'create-and-follow', 'shop', task);
  expect(followed).toMatchObject({ code: 0, stderr: '' });
  expect(followed.stdout).toContain('claude: Added.');
  expect(followed.stdout).toMatch(/(added|modified) README\.md \+1 -0/);

  const fanned = await run(product, 'fan-out', task, 'shop', 'lib');
  expect(fanned).toMatchObject({ code: 0, stderr: '' });
  expect(fanned.stdout).toMatch(/^shop {2}[0-9a-f]{8} {2}done {4}1 files, \+1 -0$/m);
  expect(fanned.stdout).toMatch(/^lib {3}[0-9a-f]{8} {2}done {4}1 files, \+1 -0$/m);

  const missing = await run(product, 'create-and-follow', 'shpo', task);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('there are: lib, shop');
});

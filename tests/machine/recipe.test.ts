import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claudeCodeVersion } from '../../packages/hero-claude-server/src/version.ts';
import { root } from './run.ts';

const lock = await readFile(join(root, 'docker', 'sandbox', 'artifacts.lock'), 'utf8');
const entries = lock
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' '));

test.each(['x64', 'arm64'])('the image for %s holds the CLI version that the server asserts', (arch) => {
  const entry = entries.find(([name]) => name === `@anthropic-ai/claude-code-linux-${arch}`);
  expect(entry?.[1]).toBe(claudeCodeVersion);
});

test.each(entries)('%s %s is pinned by its integrity', (_name, version, integrity) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Buffer.from(integrity?.replace(/^sha512-/, '') ?? '', 'base64')).toHaveLength(64);
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const manifests = (await readdir(join(root, 'service-manifests'))).filter((file) => file.endsWith('.toml'));

const Manifest = z.strictObject({
  name: z.string(),
  description: z.string(),
  category: z.enum(['core', 'storage', 'ai', 'network', 'ui', 'tool']),
  binaries: z.array(z.object({ kind: z.enum(['server', 'admin', 'web', 'cli']), name: z.string() })).min(1),
  dependencies: z.array(z.object({ name: z.string() })).default([]),
  env: z.array(z.object({ name: z.string(), default: z.string(), description: z.string() })),
});

/** The command line reads its few variables where it needs them, and has a test of its own. */
const daemons = manifests.filter((file) => file !== 'hero_claude.toml');

/** The variables that a daemon's configuration schema declares. */
async function variablesOf(packageName: string): Promise<string[]> {
  const source = await readFile(join(root, 'packages', packageName, 'src', 'config.ts'), 'utf8');
  return [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1] ?? '');
}

test('the server and the dashboard have a manifest', () => {
  expect(manifests).toEqual(expect.arrayContaining(['hero_claude_server.toml', 'hero_claude_ui.toml']));
});

test.each(daemons)('%s names the environment that its program reads', async (file) => {
  const manifest = Manifest.parse(parse(await readFile(join(root, 'service-manifests', file), 'utf8')));
  expect(`${manifest.name}.toml`).toBe(file);
  const packageName = manifest.name.replaceAll('_', '-');
  expect(manifest.binaries.map((binary) => binary.name)).toEqual([packageName]);
  expect(manifest.env.map((variable) => variable.name).sort()).toEqual(
    (await variablesOf(packageName)).sort(),
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, it } from 'vitest';

const src = join(import.meta.dirname, '..');
const packages = join(src, '..', '..');

/** Names of the variables that sources look up. */
function variablesIn(dir: string): string[] {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const text = files.map((file) => readFileSync(join(dir, file), 'utf8')).join('\n');
  return [...text.matchAll(/(?:env|file|given|readEnvFile\(env\))(?:\[|\()'([A-Z][A-Z_]+)'/g)].map(
    ([, name = '']) => name,
  );
}

/** What every program has, and what the manifests of the daemons tell. */
const elsewhere = new Set([
  'HOME',
  'USER',
  'TERM',
  'XDG_RUNTIME_DIR',
  'DOCKER_HOST',
  'CLAUDE_CONFIG_DIR',
  'PATH_SOCKETS',
  'PATH_SOCKET',
  'PATH_VAR',
  'PATH_ROOT',
]);

it('names the environment that the command line reads', () => {
  const text = readFileSync(join(packages, '..', 'service-manifests', 'hero_claude.toml'), 'utf8');
  const { env } = parse(text) as { env: { name: string }[] };
  const read = [...variablesIn(src), ...variablesIn(join(packages, 'hero-claude-sdk', 'src'))];
  const expected = new Set(read.filter((name) => !elsewhere.has(name)));
  expect(new Set(env.map(({ name }) => name))).toEqual(expected);
});

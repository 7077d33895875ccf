import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { root, run } from './run.ts';

const server = 'packages/hero-claude-server/src';

/** Where an import stands, and what it asks for. */
const refused: [folder: string, from: string][] = [
  [`${server}/domain/session`, '../../services/a.ts'],
  [`${server}/domain`, '../adapters/a.ts'],
  [`${server}/domain`, '../lib/a.ts'],
  [`${server}/adapters/git`, '../../services/a.ts'],
  [`${server}/adapters`, '../methods/a.ts'],
  [`${server}/services`, '../methods/a.ts'],
  [`${server}/services`, '../http/a.ts'],
  [`${server}/services/session`, 'dockerode'],
  [`${server}/methods`, '../adapters/a.ts'],
  [`${server}/methods`, 'node:fs/promises'],
  ['packages/hero-claude-sdk/src', 'hero-claude-server'],
  ['packages/hero-claude/src', 'hero-claude-server'],
  ['packages/hero-claude-ui/src', '../../hero-claude-server/src/version.ts'],
  ['packages/hero-rpc/src', 'hero-claude-sdk'],
];

const allowed: [folder: string, from: string][] = [
  [`${server}/methods`, '../services/a.ts'],
  [`${server}/services`, '../adapters/a.ts'],
  [`${server}/adapters`, '../domain/a.ts'],
  [`${server}/http`, '../services/a.ts'],
  ['packages/hero-claude/src', 'hero-claude-sdk'],
];

const nameOf = (folder: string, index: number) => join(folder, `x${index}.ts`);
const cases = [...refused, ...allowed];
/** The files of which lint says that they import what they may not. */
let found: Set<string>;

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lint-'));
  try {
    const config = JSON.parse(await readFile(join(root, '.oxlintrc.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const jsPlugins = (config['jsPlugins'] as string[]).map((path) => join(root, path));
    const rules = JSON.stringify({ ...config, $schema: undefined, jsPlugins });
    await writeFile(join(dir, '.oxlintrc.json'), rules);
    for (const [index, [folder, from]] of cases.entries()) {
      const path = join(dir, nameOf(folder, index));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `import { a } from '${from}';\n\nexport const b = a;\n`);
    }
    const { stdout } = await run(join(root, 'node_modules/.bin/oxlint'), ['--format=json'], { cwd: dir });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    const ours = diagnostics.filter(({ code }) => code === 'eslint(no-restricted-imports)');
    found = new Set(ours.map(({ filename }) => filename));
  } finally {
    await rm(dir, { recursive: true });
  }
});

test.each(refused.map(([folder, from], index) => ({ folder, from, index })))(
  '$folder may not import $from',
  ({ folder, index }) => {
    expect(found).toContain(nameOf(folder, index));
  },
);

test('what looks down is let alone', () => {
  const fine = allowed.map(([folder], index) => nameOf(folder, refused.length + index));
  expect(fine.filter((file) => found.has(file))).toEqual([]);
  expect(found.size).toBe(refused.length);
});

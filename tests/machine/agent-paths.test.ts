import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, run } from './run.ts';

interface Diagnostic {
  code: string;
  filename: string;
  labels: { span: { line: number } }[];
}

const server = 'packages/hero-claude-server/src';
const head = "import { join } from 'node:path';\nimport { readFile } from 'node:fs/promises';\n";

/** What somebody could write; each line is one way to a folder that an agent writes. */
const refused = [
  "await readFile(join(folder.code, 'x'));",
  "await readFile(join(folder['home'], 'x'));",
  'await readFile(`${sessionFolder(buildDir, id).claude}/x`);',
  'const { code } = sessionFolder(buildDir, id);',
  'const { code: copies } = parts.folder;',
  'const { folder: { home } } = parts;',
  'const place = parts.folder; await readFile(place.code);',
  'const made = await makeFolder(buildDir, id, owner); await readFile(made.home);',
  'const f = trashFolder(buildDir, id)!; const g = f; await readFile(g.code);',
  'const { root, ...others } = folder; await readFile(others.code);',
  'let later; later = folder; await readFile(later.claude);',
  'const read = (from: SessionFolder) => from.code;',
  'function look({ claude }: SessionFolder) { return claude; }',
  'const any = folder[name];',
  "await readFile(join(buildDir, id, 'code', 'shop'));",
  "await readFile(join(folder.root, 'home/.gitconfig'));",
  'await readFile(`${folder.root}/claude/settings.json`);',
  "await git(['git', '-C', copy, 'status']);",
  "await git('git', ['-C', `${copy}/x`, 'status']);",
  "await git(['--git-dir', copy, 'log']);",
  'await container.getArchive({ path });',
];

const allowed = [
  'await readFile(folder.cfg);',
  'const { out, err } = sessionFolder(buildDir, id);',
  'const { code } = error as NodeJS.ErrnoException;',
  "await diff(['diff-tree', '-M', '-C', '-l2000']);",
  "const home = join(base, '.claude');",
  'const path = `/workspace/code/${repo}`;',
];

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lint-'));
});
afterAll(async () => rm(dir, { recursive: true }));

/** Lints one file, at its place in a checkout with the rules of this one; gives the lines that are refused. */
async function lint(file: string, lines: readonly string[]): Promise<number[]> {
  const config = JSON.parse(await readFile(join(root, '.oxlintrc.json'), 'utf8')) as Record<string, unknown>;
  const jsPlugins = (config['jsPlugins'] as string[]).map((path) => join(root, path));
  await writeFile(join(dir, '.oxlintrc.json'), JSON.stringify({ ...config, $schema: undefined, jsPlugins }));
  await mkdir(dirname(join(dir, file)), { recursive: true });
  await writeFile(join(dir, file), head + lines.map((line) => `{ ${line} }\n`).join(''));
  const { stdout } = await run(join(root, 'node_modules/.bin/oxlint'), ['--format=json', file], { cwd: dir });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
  const ours = diagnostics.filter(({ code }) => code.startsWith('hero('));
  const found = ours.map(({ labels }) => (labels[0]?.span.line ?? 0) - head.split('\n').length);
  return [...new Set(found)].sort((a, b) => a - b);
}

test('lint refuses code that would open what an agent wrote or point git at it, by any name', async () => {
  expect(await lint(`${server}/services/look.ts`, refused)).toEqual(refused.map((_, index) => index));
});

test('lint lets alone what belongs to the host', async () => {
  expect(await lint(`${server}/services/fine.ts`, allowed)).toEqual([]);
});

test('lint lets only those name such folders who make or mount them, and only one adapter point git at one', async () => {
  const paths = ['await mkdir(folder.code);'];
  const git = ["await exec(['git', '-C', copy.repoDir, ...args]);"];
  expect(await lint(`${server}/services/session/folder.ts`, paths)).toEqual([]);
  expect(await lint(`${server}/services/session/folder.ts`, git)).toEqual([0]);
  expect(await lint(`${server}/adapters/git/container/container-git.ts`, git)).toEqual([]);
  expect(await lint(`${server}/adapters/git/container/container-git.ts`, paths)).toEqual([0]);
});

test('child processes are started in one place of each program', async () => {
  const { stdout } = await run('git', ['grep', '-lE', "from '(execa|node:child_process)'", '--', server]);
  expect(
    stdout
      .trim()
      .split('\n')
      .filter((file) => !file.endsWith('.test.ts')),
  ).toEqual([`${server}/lib/process.ts`]);
});

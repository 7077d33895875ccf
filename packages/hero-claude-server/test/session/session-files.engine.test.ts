import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFolder } from '../../src/adapters/files/list-folder.ts';
import { readFile } from '../../src/adapters/files/read-file.ts';
import { sessionPath } from '../../src/adapters/files/session-path.ts';
import type { ContainerExec } from '../../src/domain/container/container-exec.ts';
import { Installation } from '../docker/docker-fixture.ts';

let home: Installation;
let exec: ContainerExec;

/** What a hostile or careless agent may leave in its copy. */
const poison = `
set -e
mkdir -p /workspace/code/shop/src /workspace/code/lib /tmp/elsewhere && cd /workspace/code/shop
printf 'hello\\n' > plain.txt; printf 'secret\\n' > /tmp/elsewhere/secret
printf 'x' > $'new\\nline'; printf 'y' > -rf; printf 'z' > '$(touch pwned)'; printf 'w' > "it's \\"odd\\""
printf 'v' > $'bad\\xff\\xfename'; mkdir $'dir\\xff'; printf 'u' > $'dir\\xff/inner'
printf 'tail' > $'end\\n'; printf '\\0\\1\\2' > binary; printf 'gr\\303\\274\\303\\237e' > umlaut
mkfifo pipe; ln -s /etc/passwd passwd; ln -s /tmp/elsewhere out; ln -s ../lib sibling
ln -s plain.txt link; ln -s loop loop; ln -s /run/hero-cfg cfg; ln -s nowhere dangling; ln -s /dev/zero zero
printf 'lib' > /workspace/code/lib/a.txt
truncate -s 1T sparse; printf 'no' > closed; chmod 0 closed; mkdir closed-dir; chmod 0 closed-dir
mkdir many; cd many; for i in {1000..2499}; do : > f$i; done
`;

beforeAll(async () => {
  home = await Installation.open();
  const { id } = await home.running();
  exec = home.engine.execIn(id);
  const made = await exec(['bash', '-c', poison]);
  if (made.exitCode !== 0) throw new Error(`the poison could not be laid out: ${made.stderr}`);
});
afterAll(async () => home[Symbol.asyncDispose]());

const at = (path: string | Buffer, repo = 'shop') => sessionPath(repo, Buffer.from(path));
const list = async (path: string | Buffer, after = 0, limit = 1000) =>
  listFolder(exec, at(path), { after, limit });
const read = async (path: string | Buffer, offset = 0, limit = 65_536) =>
  readFile(exec, at(path), { offset, limit });
const kind = (name: string) => ({ kind: `file.${name}` });

describe('a folder', () => {
  test('shows names as they are, links as links, and what is neither file nor folder', async () => {
    const { entries, truncated } = await list('');
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    const types = ['plain.txt', 'src', 'passwd', 'out', 'pipe'].map((name) => byName.get(name)?.type);
    expect(types).toEqual(['file', 'directory', 'link', 'link', 'other']);
    for (const odd of ['new\nline', '-rf', '$(touch pwned)', 'it\'s "odd"', 'end\n'])
      expect(byName.has(odd)).toBe(true);
    expect(byName.has('pwned')).toBe(false);
    expect(byName.get('sparse')?.size).toBe(2 ** 40);
    expect(truncated).toBe(false);
  });

  test('with a name that is not UTF-8 is reached by its bytes', async () => {
    const { entries } = await list('');
    const names = entries.flatMap(({ name_base64 }) => (name_base64 === undefined ? [] : [name_base64]));
    const [file, folder] = names.map((name) => Buffer.from(name, 'base64'));
    expect((await read(file ?? '')).content).toBe('v');
    expect((await list(folder ?? '')).entries).toMatchObject([{ name: 'inner', type: 'file' }]);
  });

  test('of many entries comes in pages', async () => {
    const names: string[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page = await list('many', after, 700);
      names.push(...page.entries.map(({ name }) => name));
      expect(page.truncated).toBe(page.next !== null);
      after = page.next;
    }
    expect(names).toEqual(Array.from({ length: 1500 }, (_, index) => `f${1000 + index}`));
  });

  test('is followed through a link only among the repositories', async () => {
    expect((await list('sibling')).entries).toMatchObject([{ name: 'a.txt' }]);
    for (const path of ['out', 'cfg', 'out/secret'])
      await expect(list(path)).rejects.toMatchObject(kind('outside'));
    await expect(list('plain.txt')).rejects.toMatchObject(kind('not_directory'));
    await expect(list('closed-dir')).rejects.toMatchObject(kind('unreadable'));
    await expect(list('nothing')).rejects.toMatchObject(kind('not_found'));
  });
});

describe('a file', () => {
  test('is read, whatever its name', async () => {
    expect(await read('plain.txt')).toMatchObject({
      size: 6,
      encoding: 'utf8',
      content: 'hello\n',
      next: null,
    });
    for (const [name, content] of [
      ['new\nline', 'x'],
      ['-rf', 'y'],
      ['$(touch pwned)', 'z'],
      ['end\n', 'tail'],
    ])
      expect((await read(name ?? '')).content).toBe(content);
    expect((await read('link')).content).toBe('hello\n');
  });

  test('that is binary comes as base64, and text is cut at a character', async () => {
    expect(await read('binary')).toMatchObject({ binary: true, encoding: 'base64', content: 'AAEC' });
    const first = await read('umlaut', 0, 3);
    expect(first).toMatchObject({ content: 'gr', binary: false, truncated: true, next: 2 });
    expect(await read('umlaut', first.next ?? 0)).toMatchObject({ content: 'üße', next: null });
  });

  test('of a terabyte costs one page', async () => {
    const page = await read('sparse', 2 ** 39, 65_536);
    expect(page).toMatchObject({ size: 2 ** 40, truncated: true, next: 2 ** 39 + 65_536 });
  });

  test('is never reached outside, and pipes and devices are not opened', async () => {
    for (const path of ['passwd', 'out/secret', 'cfg/mcp.json', 'zero']) {
      const { kind } = await read(path).then(
        () => ({ kind: 'was read' }),
        (error: { kind: string }) => error,
      );
      expect(['file.outside', 'file.not_found', 'file.unreadable']).toContain(kind);
    }
    await expect(read('pipe')).rejects.toMatchObject(kind('special'));
    await expect(read('src')).rejects.toMatchObject(kind('is_directory'));
    await expect(read('loop')).rejects.toMatchObject(kind('unreadable'));
    await expect(read('dangling')).rejects.toMatchObject(kind('unreadable'));
    await expect(read('closed')).rejects.toMatchObject(kind('unreadable'));
    await expect(read('plain.txt/x')).rejects.toMatchObject(kind('not_found'));
  });

  test('that is swapped for a link at every moment never shows what is outside', async () => {
    const swap =
      'cd /workspace/code/shop; mkdir -p real; echo mine > real/secret; for i in {1..400}; do ln -sfn real turn; ln -sfn /tmp/elsewhere turn; done';
    const swapped = exec(['bash', '-c', swap], { timeoutMs: 60_000 }).then(() => 'over' as const);
    for (let state: string = 'swapping'; state !== 'over'; ) {
      const seen = await read('turn/secret').then(
        ({ content }) => content,
        (error: { kind: string }) => error.kind,
      );
      expect(seen).not.toContain('secret\n');
      state = await Promise.race([swapped, Promise.resolve('swapping')]);
    }
  });
});

test.each(['/etc/passwd', '../lib', 'src/../../lib', 'a\0b', 'x'.repeat(5000)])(
  'the path %j is refused before anything is run',
  (path) => {
    expect(() => at(path)).toThrow(expect.objectContaining(kind('path_invalid')));
  },
);

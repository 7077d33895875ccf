import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createSampleRepo } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { openSourceFixture } from '../support/source-fixture.ts';

describe('prepare with odd files', () => {
  it('keeps odd files odd', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const odd = [
      '--rsync-path=x',
      '#comment',
      ';semi',
      'a\nb',
      ' lead',
      'trail ',
      '*',
      ':(top)x',
      '-',
      'ü',
      '"q"',
      'back\\slash',
    ];
    for (const name of odd) await writeFile(join(shop.dir, name), `${name}\n`);
    const raw = Buffer.concat([Buffer.from(`${shop.dir}/`), Buffer.from([0x66, 0xff, 0xfe])]);
    await writeFile(raw, 'raw\n');
    await shop.git('add', '--all');
    await shop.git('commit', '-qm', 'odd');
    await symlink('/etc/passwd', join(shop.dir, 'outside'));
    await writeFile(join(shop.dir, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    await mkdir(join(shop.dir, 'empty'));
    const { repo, copy, inCopy } = await fixture.prepare('shop');
    for (const name of odd) expect(await readFile(join(copy, name), 'utf8')).toBe(`${name}\n`);
    expect(
      (await readdir(copy, { encoding: 'buffer' })).some((name) =>
        name.equals(Buffer.from([0x66, 0xff, 0xfe])),
      ),
    ).toBe(true);
    expect((await lstat(join(copy, 'outside'))).isSymbolicLink()).toBe(true);
    expect((await lstat(join(copy, 'run.sh'))).mode & 0o111).toBe(0o111);
    expect(repo.snapshot.uncommitted_files.sort()).toEqual(['outside', 'run.sh']);
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it.each([{ include: [] }, { include: ['nothing-has-this-name'] }])(
    'leaves exactly what is ignored, whatever its name is: %o',
    async ({ include }) => {
      await using fixture = await openSourceFixture();
      const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
      const names = [
        '[x]',
        '*',
        'a?',
        'back\\slash',
        'both[*\\',
        '# c',
        '- minus',
        '+ plus',
        'a\nb',
        ' x ',
        '!',
        '--opt',
      ];
      await writeFile(join(shop.dir, '.gitignore'), 'ignored*/\n*.o\n');
      for (const name of names) {
        for (const folder of [`ignored ${name}`, `kept ${name}`]) {
          await mkdir(join(shop.dir, folder, name), { recursive: true });
          await writeFile(join(shop.dir, folder, name, 'file'), '');
          await writeFile(join(shop.dir, folder, `${name}.o`), '');
        }
      }
      await mkdir(join(shop.dir, 'src/ignored forced'));
      await writeFile(join(shop.dir, 'src/ignored forced/tracked'), '');
      await writeFile(join(shop.dir, 'src/ignored forced/untracked'), '');
      await shop.git('add', '--force', 'src/ignored forced/tracked');
      const { copy, inCopy } = await fixture.prepare('shop', { include });
      const found = (await readdir(copy, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
        .map((entry) => join(entry.parentPath, entry.name).slice(copy.length + 1));
      const expected = (await shop.git('ls-files', '-z', '--cached', '--others', '--exclude-standard')).split(
        '\0',
      );
      expect(found.sort()).toEqual(expected.filter(Boolean).sort());
      expect(found).toContain('src/ignored forced/tracked');
      expect(await inCopy('status', '--porcelain')).toBe('');
    },
  );

  it('does not follow a link that took the place of a tracked folder', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const outside = join(fixture.home.dir, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'guide.md'), 'host secret\n');
    await rm(join(shop.dir, 'docs'), { recursive: true });
    await symlink(outside, join(shop.dir, 'docs'));
    const { copy, inCopy } = await fixture.prepare('shop');
    expect((await lstat(join(copy, 'docs'))).isSymbolicLink()).toBe(true);
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await inCopy('ls-tree', '-r', '--name-only', 'HEAD')).not.toContain('docs/guide.md');
  });

  it('takes a tracked path where no file lies as it was committed, and says so', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const committed = await readFile(join(shop.dir, 'README.md'), 'utf8');
    await rm(join(shop.dir, 'README.md'));
    await execa('mkfifo', ['README.md', 'untracked'], { cwd: shop.dir });
    const { repo, copy, inCopy } = await fixture.prepare('shop');
    expect(await readFile(join(copy, 'README.md'), 'utf8')).toBe(committed);
    expect(repo.notes).toEqual(['README.md is no file but a pipe, socket or device: taken as committed']);
    expect(repo.snapshot).toEqual({ commit: repo.base.commit, uncommitted_files: [] });
    expect(await inCopy('status', '--porcelain')).toBe('');
  });
});

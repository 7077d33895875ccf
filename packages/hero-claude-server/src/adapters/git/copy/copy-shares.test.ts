import { describe, expect, it } from 'vitest';
import { copyShares } from './copy-shares.ts';

function files(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${folder}${String(index).padStart(5, '0')}.ts`);
}

describe('copyShares', () => {
  it('leaves the folders behind the middle to the second copy, and all else to the first', () => {
    const paths = [
      'README.md',
      ...files('src/a/', 1500),
      ...files('src/b/deep/', 1500),
      ...files('src/c/', 2000),
      'src/index.ts',
      ...files('test/', 500),
    ];
    expect(copyShares(paths)).toEqual({
      leave: [
        ['src/c/', 'test/'],
        ['README.md', 'src/a/', 'src/b/deep/', 'src/index.ts'],
      ],
      shared: ['', 'src', 'src/b'],
    });
  });

  it('gives every path to exactly one of them', () => {
    const paths = Array.from({ length: 100 }, (_, folder) =>
      files(`big/${folder % 7}/${folder}/`, 50),
    ).flat();
    paths.push('zoo', 'big.txt', 'big/file');
    const shares = copyShares(paths.toSorted());
    const leaves = (rules: readonly string[], path: string): boolean =>
      rules.some((rule) => (rule.endsWith('/') ? path.startsWith(rule) : path === rule));
    const timesLeft = (path: string): number | undefined =>
      shares?.leave.filter((rules) => leaves(rules, path)).length;
    expect(paths.filter((path) => timesLeft(path) !== 1)).toEqual([]);
  });

  it('does not divide what is small, in one folder, or lopsided', () => {
    expect(copyShares(files('src/a/', 100))).toBeUndefined();
    expect(copyShares(files('', 5000))).toBeUndefined();
    expect(copyShares(files('src/', 5000))).toBeUndefined();
    expect(copyShares([...files('src/a/', 5000), ...files('src/b/', 500)])).toBeUndefined();
  });
});

import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ReadingWatch } from '../src/lib/reading-watch.ts';

it('says how much a process has read, and more when it has read more', async () => {
  const file = await readFile(process.execPath);
  let before: number | undefined;
  const grown = await new Promise<number>((resolve) => {
    const watch = new ReadingWatch((bytes) => {
      if (before === undefined) {
        before = bytes;
        void readFile(process.execPath);
      } else if (bytes >= before + file.length) {
        watch[Symbol.dispose]();
        resolve(bytes - before);
      }
    });
    watch.start(process.pid);
  });
  expect(before).toBeGreaterThanOrEqual(file.length);
  expect(grown).toBeGreaterThanOrEqual(file.length);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, run } from './run.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'h-'));
});

afterAll(() => rm(dir, { recursive: true }));

interface File {
  name: string;
  message?: string;
  tests: Record<string, 'passed' | 'failed' | 'pending'>;
  /** What tests said at a first try. */
  said?: Record<string, string>;
}

/** Writes a report as vitest's JSON reporter does. */
async function report(name: string, files: File[], success?: boolean): Promise<string> {
  const statuses = files.flatMap((file) => Object.values(file.tests));
  const failedFile = (file: File) =>
    file.message !== undefined || Object.values(file.tests).includes('failed');
  const path = join(dir, name);
  const content = {
    success: success ?? !files.some(failedFile),
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    testResults: files.map((file) => ({
      name: file.name,
      status: failedFile(file) ? 'failed' : 'passed',
      message: file.message ?? '',
      assertionResults: Object.entries(file.tests).map(([fullName, status]) => {
        const said = file.said?.[fullName];
        return { fullName, status, failureMessages: said === undefined ? [] : [said] };
      }),
    })),
  };
  await writeFile(path, JSON.stringify(content));
  return path;
}

async function summary(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const tsx = join(root, 'node_modules', '.bin', 'tsx');
  const { code, stdout } = await run(tsx, ['scripts/test-summary.ts', ...args]);
  return { code, lines: stdout.trimEnd().split('\n') };
}

test('runs and steps are summed up in the last line', async () => {
  const one = await report('one.json', [{ name: 'a.test.ts', tests: { adds: 'passed', waits: 'pending' } }]);
  const two = await report('two.json', [{ name: 'b.test.ts', tests: { divides: 'passed' } }]);
  expect(await summary(one, two, 'check=0')).toEqual({ code: 0, lines: ['3 passed, 0 failed'] });
});

test('a test that passed at the second try is named with what it said at the first', async () => {
  const path = await report('flaky.json', [
    { name: 'a.test.ts', tests: { adds: 'passed' }, said: { adds: 'Error: too late\n    at a.test.ts:1' } },
  ]);
  expect(await summary(path)).toEqual({
    code: 0,
    lines: ['FLAKY a.test.ts: adds: Error: too late', '1 passed, 0 failed'],
  });
});

test('a failed test, a file that cannot be loaded and a failed step are named', async () => {
  const path = await report('bad.json', [
    { name: 'a.test.ts', tests: { adds: 'passed', divides: 'failed' } },
    { name: 'b.test.ts', tests: {}, message: 'SyntaxError' },
  ]);
  expect(await summary(path, 'check=2')).toEqual({
    code: 1,
    lines: [
      'FAILED a.test.ts: divides',
      'FAILED b.test.ts: SyntaxError',
      'FAILED check',
      '1 passed, 3 failed',
    ],
  });
});

test('a run that broke outside of its tests is a failure', async () => {
  const path = await report('broken.json', [{ name: 'a.test.ts', tests: { adds: 'passed' } }], false);
  expect((await summary(path)).lines.at(-1)).toBe('1 passed, 1 failed');
});

test('a missing report and an empty run are failures', async () => {
  expect((await summary(join(dir, 'none.json'))).code).toBe(1);
  expect((await summary(await report('empty.json', []))).code).toBe(1);
});

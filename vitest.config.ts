import { defineConfig } from 'vitest/config';

/**
 * A loaded CI machine gets a second try; the summary names each test that needed it, with what it said the
 * first time.
 */
const retry = process.env['CI'] === undefined ? 0 : 1;

const conditions = ['hero:source', 'node', 'import', 'default'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

/** Kills the engine of this machine: only in CI, or when asked for by name. */
const engineLoss = {
  ...shared,
  test: {
    name: 'engine-loss',
    include: ['tests/engine-loss/**/*.test.ts'],
    testTimeout: 180_000,
    fileParallelism: false,
    sequence: { groupOrder: 3 },
  },
};
const withEngineLoss = process.env['CI'] !== undefined || process.argv.includes('engine-loss');

/**
 * Three kinds of test:
 * - unit: pure code, no processes;
 * - integration: real sockets, git, rsync, SQLite, no container engine;
 * - engine: everything that needs a Docker engine, end-to-end tests included;
 * - engine-loss: kills the engine of the machine, so it runs last and in CI, or by name.
 */
export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/web/src/**/*.test.{ts,tsx}'],
          // Pure code leaves nothing behind: loading it anew for every file takes four times as long as the tests.
          pool: 'forks',
          isolate: false,
          // Random requests by the thousand take their time on a machine that is busy with other things.
          testTimeout: 30_000,
          retry,
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          include: ['packages/*/test/**/*.test.ts', 'tests/machine/**/*.test.ts'],
          exclude: ['**/*.engine.test.ts', '**/node_modules/**'],
          // Two at a time: they wait for processes more than they compute.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          retry,
          // Vitest wants projects with different workers to run one after the other.
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...shared,
        test: {
          name: 'engine',
          include: [
            'packages/*/test/**/*.engine.test.ts',
            'tests/machine/**/*.engine.test.ts',
            'tests/e2e/**/*.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry,
          fileParallelism: true,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      ...(withEngineLoss ? [engineLoss] : []),
    ],
  },
});

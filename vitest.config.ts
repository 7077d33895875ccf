import { defineConfig } from 'vitest/config';

const conditions = ['hero:source', 'node', 'import', 'default'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

/**
 * Three kinds of test:
 * - unit: pure code, no processes;
 * - integration: real sockets, git, rsync, SQLite, no container engine;
 * - engine: everything that needs a Docker engine, end-to-end tests included.
 */
export default defineConfig({
  test: {
    projects: [
      { ...shared, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'] } },
      {
        ...shared,
        test: {
          name: 'integration',
          include: ['packages/*/test/**/*.test.ts', 'tests/machine/**/*.test.ts'],
          exclude: ['**/*.engine.test.ts', '**/node_modules/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
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
          fileParallelism: true,
          maxWorkers: 2,
          // Vitest wants projects with different workers to run one after the other.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

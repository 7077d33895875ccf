import { isBuiltin } from 'node:module';
import { expect, test } from 'vitest';
import { sqliteModuleFor } from './sqlite-driver.ts';

test.each([
  ['20.19.0', false],
  ['22.12.0', false],
  ['22.13.0', true],
  ['22.23.3', true],
  ['23.3.0', false],
  ['23.4.0', true],
  ['24.0.0', true],
  ['26.1.0', true],
])('Node %s has SQLite without a flag: %s', (version, builtIn) => {
  expect(sqliteModuleFor(version)).toBe(builtIn ? 'node:sqlite' : '@photostructure/sqlite');
});

test('what this Node has is what is taken', () => {
  expect(sqliteModuleFor(process.versions.node) === 'node:sqlite').toBe(isBuiltin('node:sqlite'));
});

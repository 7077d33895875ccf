import { expect, it } from 'vitest';
import { nodeProblem } from './node-version.ts';

it.each(['v20.19.0', 'v20.20.2', 'v22.0.0', 'v100.1.0'])('%s is new enough', (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

it.each(['v20.18.3', 'v18.20.8', 'v6.1.0'])('%s is too old', (version) => {
  expect(nodeProblem(version)).toEqual({
    message: `${version} is too old`,
    fix: 'install Node 20.19 or newer',
  });
});

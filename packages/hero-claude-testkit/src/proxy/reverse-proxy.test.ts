import { expect, test } from 'vitest';
import { nginxProblem } from './reverse-proxy.ts';

test.each([
  ['nginx version: nginx/1.18.0 (Ubuntu)', 'nginx is 1.18.0; 1.19.5 or newer is needed'],
  ['nginx version: nginx/1.19.5', undefined],
  ['nginx version: nginx/1.22.1', undefined],
  ['nginx version: openresty/1.21.4.1', undefined],
])('%s', (said, problem) => {
  expect(nginxProblem(said)).toBe(problem);
});

import { expect, it } from 'vitest';
import { sharedLookup } from './shared-lookup.ts';

it('names that are slow to resolve take a few turns at once, and one for all who ask for the same', async () => {
  const answers = new Map<string, (addresses: string[]) => void>();
  const asked: string[] = [];
  const resolve = sharedLookup((host) => {
    asked.push(host);
    return new Promise((answer) => answers.set(host, answer));
  }, 2);
  const crowd = Array.from({ length: 100 }, () => resolve('slow.example'));
  const others = ['b.example', 'c.example', 'd.example'].map((host) => resolve(host));
  expect(asked).toEqual(['slow.example', 'b.example']);
  answers.get('b.example')?.(['192.0.2.2']);
  expect(await others[0]).toEqual(['192.0.2.2']);
  await expect.poll(() => asked).toEqual(['slow.example', 'b.example', 'c.example']);
  answers.get('slow.example')?.(['192.0.2.1']);
  expect(new Set((await Promise.all(crowd)).flat())).toEqual(new Set(['192.0.2.1']));
  await expect.poll(() => asked).toHaveLength(4);
});

it('a name that failed is asked for again, and its place is free', async () => {
  let tries = 0;
  const resolve = sharedLookup(() => Promise.reject(new Error(`try ${(tries += 1)}`)), 1);
  await expect(resolve('a.example')).rejects.toThrow('try 1');
  await expect(resolve('a.example')).rejects.toThrow('try 2');
});

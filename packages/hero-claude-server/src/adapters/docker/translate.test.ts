import { expect, it } from 'vitest';
import { containerNotFound } from '../../domain/container/engine-errors.ts';
import { translate } from './translate.ts';

const context = { endpoint: 'unix:///d.sock', operation: 'start', subject: 'box', timedOut: undefined };
const refused = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) x - ${message} `), { statusCode, json: { message } });
const failed = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

it.each([
  [failed('ENOENT'), { kind: 'engine.unreachable', facts: { cause: 'missing', endpoint: 'unix:///d.sock' } }],
  [failed('EACCES'), { kind: 'engine.unreachable', facts: { cause: 'denied' } }],
  [failed('ECONNREFUSED'), { kind: 'engine.unreachable', facts: { cause: 'refused' } }],
  [failed('ECONNRESET'), { kind: 'engine.unreachable', facts: { cause: 'lost' } }],
  [new Error('socket hang up'), { kind: 'engine.unreachable', facts: { cause: 'lost' } }],
  [new Error('odd'), { kind: 'engine.failed', facts: { status: null, reason: 'odd' } }],
  [refused(404, 'No such image: box'), { kind: 'image.not_found', facts: { image: 'box' } }],
  [refused(404, 'No such container: box'), { kind: 'container.not_found', facts: { container: 'box' } }],
  [refused(409, 'Container box is paused'), { kind: 'container.wrong_state', facts: { container: 'box' } }],
  [
    refused(500, 'no space left on device'),
    { kind: 'engine.failed', facts: { status: 500, reason: 'no space left on device' } },
  ],
])('%s', (error, expected) => {
  const translated = translate(error, context);
  expect(translated).toMatchObject(expected);
  expect(translated.cause).toBe(error);
});

it('a call that ran out of time says so', () => {
  expect(translate(new Error('aborted'), { ...context, timedOut: 500 })).toMatchObject({
    kind: 'engine.timeout',
    facts: { operation: 'start', timeout_ms: 500 },
  });
});

it('an error of ours passes unchanged', () => {
  const ours = containerNotFound({ container: 'box' });
  expect(translate(ours, context)).toBe(ours);
});

import { expect, it } from 'vitest';
import { readableLogLine } from './log-line.ts';

it('makes a JSON line readable and leaves others as they are', () => {
  const line = JSON.stringify({
    level: 30,
    time: 0,
    pid: 7,
    name: 'x',
    msg: 'listening',
    socket: '/s',
    ms: 8.509724999996251,
  });
  expect(readableLogLine(line)).toBe('00:00:00.000 info listening socket=/s ms=8.5');
  expect(readableLogLine('plain \u001b[1mtext')).toBe('plain \\x1b[1mtext');
});

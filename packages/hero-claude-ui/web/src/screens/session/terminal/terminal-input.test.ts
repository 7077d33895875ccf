import { expect, test } from 'vitest';
import { boundSequences } from './bounded-sequences.ts';
import { BoundedWriter } from './bounded-writer.ts';
import { pastedText } from './pasted-text.ts';

/** A screen that shows when it is told to. */
function slowScreen() {
  const shown: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    shown,
    show: () => waiting.splice(0).forEach((done) => done()),
    write(data: string | Uint8Array, done?: () => void): void {
      shown.push(typeof data === 'string' ? data : new TextDecoder().decode(data));
      if (done !== undefined) waiting.push(done);
    },
  };
}

test('a paste cannot say that it has ended', () => {
  expect(pastedText('ls\u001b[201~\nrm -rf ~\u0003\u009b201~\ttab\r\n')).toBe(
    'ls[201~\nrm -rf ~201~\ttab\r\n',
  );
});

test('what comes faster than it can be shown is left out, once, and said', () => {
  const screen = slowScreen();
  const writer = new BoundedWriter(screen, 10);
  const write = (text: string): void => writer.write(new TextEncoder().encode(text));
  write('12345');
  write('67890');
  write('lost');
  write('x');
  expect(screen.shown).toEqual(['12345', '67890']);
  screen.show();
  expect(screen.shown[2]).toContain('[5 bytes came too fast');
  write('again');
  expect(screen.shown[3]).toBe('again');
});

test('a chunk larger than all that may wait is said, too, and nothing stays behind', () => {
  const screen = slowScreen();
  const writer = new BoundedWriter(screen, 3);
  writer.write(new Uint8Array(4));
  writer.write(new TextEncoder().encode('ok'));
  expect(screen.shown[0]).toContain('[4 bytes');
  expect(screen.shown[1]).toBe('ok');
});

test('what is to be done a million times is left out, what a screen can show is not', () => {
  const handlers = new Map<string, (params: (number | number[])[]) => boolean | Promise<boolean>>();
  boundSequences({
    registerCsiHandler({ final }, handler) {
      handlers.set(final, handler);
      return { dispose: () => undefined };
    },
  });
  const isLeftOut = (final: string, ...params: number[]) => handlers.get(final)?.(params);
  expect([isLeftOut('b', 99_999_999), isLeftOut('S', 2 ** 31 - 1)]).toEqual([true, true]);
  expect([isLeftOut('b', 80), isLeftOut('L', 1), isLeftOut('M')]).toEqual([false, false, false]);
});

import type { IParser } from '@xterm/xterm';

/** More than any screen has columns or rows. */
const mostTimes = 1_000;
/** Repeat a character, scroll, insert and delete lines, go on by tabs: done as often as they say, one by one. */
const repeating = ['b', 'S', 'T', 'L', 'M', 'I', 'Z'];

/** Leaves out what would be done more often than anybody sees: a dozen bytes could keep a page busy for minutes. */
export function boundSequences(parser: Pick<IParser, 'registerCsiHandler'>): void {
  for (const final of repeating) {
    parser.registerCsiHandler({ final }, ([times]) => typeof times === 'number' && times > mostTimes);
  }
}

import { expect, test } from 'vitest';
import { untilShown, watchHidden } from './hidden-page.ts';

/** A page that is turned by hand. */
class TurnedPage extends EventTarget {
  hidden = false;

  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

test('a page counts as hidden after a while, and as shown at once', async () => {
  const page = new TurnedPage();
  const told: boolean[] = [];
  let stop = (): void => undefined;
  await new Promise<void>((resolve) => {
    const hear = (hidden: boolean): void => {
      told.push(hidden);
      if (hidden) resolve();
    };
    stop = watchHidden(hear, page, 5);
    page.turn(true);
    page.turn(false);
    page.turn(true);
  });
  page.turn(false);
  stop();
  page.turn(false);
  expect(told).toEqual([false, true, false]);
});

test('who waits for a look at the page goes on when it is shown or given up', async () => {
  const page = new TurnedPage();
  await untilShown(new AbortController().signal, page);
  page.turn(true);
  const given = new AbortController();
  const waits = Promise.all([
    untilShown(new AbortController().signal, page).then(() => page.hidden),
    untilShown(given.signal, page).then(() => page.hidden),
  ]);
  given.abort();
  await Promise.resolve();
  page.turn(false);
  expect(await waits).toEqual([false, true]);
});

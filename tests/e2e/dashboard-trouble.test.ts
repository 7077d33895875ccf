import {
  type Browser,
  type StandinAnswer,
  type StandinDashboard,
  standinAnswers,
  standinSession,
  startChromium,
  startStandinDashboard,
} from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousProblems, view } from './support/browser.ts';

const at = '2026-01-02T03:04:05.000Z';
const thrown = standinSession({ name: 'Fix the cart', status: 'destroyed', destroyed_at: at });
const counts = { files_changed: 1, additions: 1, deletions: 1 };
const file = {
  path: 'src/cart.ts',
  status: 'modified',
  additions: 1,
  deletions: 1,
  binary: false,
  truncated: false,
  patch: '@@ -1,2 +1,2 @@\n same\n-gone\n+come\n',
};

/** What answers with an error. */
const broken = new Set<string>();

let dashboard: StandinDashboard;
let browser: Browser;

function unlessBroken(method: string, answer: StandinAnswer): StandinAnswer {
  return (params) => {
    if (broken.has(method)) throw new Error(`${method} is broken`);
    return answer(params);
  };
}

beforeAll(async () => {
  const noMessages = { messages: [], next: 0, more: false };
  dashboard = await startStandinDashboard({
    ...standinAnswers([]),
    'trash.list': unlessBroken('trash.list', () => [{ session: thrown, restorable_until: at, bytes: 1_000 }]),
    'session.messages': unlessBroken('session.messages', () => noMessages),
    'session.diff': () => [{ name: 'shop', ...counts, next: null, files: [file] }],
    'session.send': ({ uuid = 'u' }) => ({ uuid, accepted: true }),
  });
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.[Symbol.asyncDispose]();
});

test('what could not be read says why, and is asked for again on request', async () => {
  broken.add('trash.list').add('session.messages');
  const { page } = await view(browser, `${dashboard.url}#/trash`);
  await page.getByText('trash.list is broken').waitFor();
  broken.delete('trash.list');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Restore' }).waitFor();

  await page.goto(`${dashboard.url}#/sessions/00000001`);
  await page.getByText('session.messages is broken').waitFor();
  broken.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Nothing was said yet').waitFor();
  await page.context().close();
});

test('on a phone a tap on the number of a line begins a comment, and all go to the agent together', async () => {
  const viewport = { width: 360, height: 740 };
  const context = await browser.newContext({ viewport, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  await page.goto(`${dashboard.url}#/sessions/00000001/diff`);
  await page.getByText('Tap the number of a line').waitFor();
  for (const [name, words] of [
    ['Comment on old line 2', 'Why did it go?'],
    ['Comment on new line 2', 'Say more.'],
  ] as const) {
    const number = page.getByRole('cell', { name });
    expect((await number.boundingBox())?.width).toBeGreaterThanOrEqual(40);
    await number.tap();
    await page.getByLabel('Comment on this line').fill(words);
    await page.getByRole('button', { name: 'Add comment' }).tap();
  }
  await page.getByRole('button', { name: 'Discard…' }).tap();
  await page.getByRole('button', { name: 'Keep them' }).tap();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send to the agent' }).tap();
  const sent = () => dashboard.server.calls.filter(({ method }) => method === 'session.send');
  await expect.poll(() => sent().length, { timeout: 30_000 }).toBe(1);
  const prompt = sent()[0]?.params['prompt'];
  expect(prompt).toContain('shop/src/cart.ts:2 (a line you removed)\n> gone\nWhy did it go?');
  expect(prompt).toContain('shop/src/cart.ts:2\n> come\nSay more.');
  await context.close();
});

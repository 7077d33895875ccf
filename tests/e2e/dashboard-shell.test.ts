/// <reference lib="dom" />
import {
  type Browser,
  type Page,
  type StandinDashboard,
  standinAnswers,
  standinSession,
  startChromium,
  startStandinDashboard,
} from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousProblems, view } from './support/browser.ts';
import { startPrefixProxy } from './support/prefix-proxy.ts';

const names = ['Fix the cart', 'Write the docs', 'Speed up the import'];
const approval = {
  approval_id: 'a1',
  session_id: '00000001',
  kind: 'permission',
  tool: 'Bash',
  input: { command: 'rm -rf secret-plans' },
  reason: null,
  asked_at: '2026-01-02T03:04:05.000Z',
  waiting: true,
  repeated: false,
};

/** A loaded machine takes its time. */
const patience = { timeout: 30_000 };

let version: string;
let sessions: Record<string, unknown>[];
let approvals: object[];
let dashboard: StandinDashboard;
let browser: Browser;

beforeAll(async () => {
  version = '0.1.0';
  approvals = [];
  sessions = names.map((name, index) => standinSession({ session_id: `0000000${index + 1}`, name }));
  const answers = standinAnswers([]);
  dashboard = await startStandinDashboard({
    ...answers,
    'session.list': () => sessions,
    'approval.list': () => ({ approvals, more: false }),
    'server.info': () => ({ ...(answers['server.info']?.({}) as object), version }),
    'session.stop': ({ session_id }) => sessions.find((session) => session['session_id'] === session_id),
    'repo.list': () => [],
  });
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.[Symbol.asyncDispose]();
});

async function openFleet(prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
  const { page } = await view(browser, 'about:blank');
  await prepare?.(page);
  await page.goto(dashboard.url);
  await page.getByRole('link', { name: 'Fix the cart' }).waitFor();
  return page;
}

/** The page as it is when another tab is in front, or in front again. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}

test('the palette opens anywhere, also while typing, and leads to sessions, pages and commands', async () => {
  const page = await openFleet();
  const palette = page.getByRole('dialog', { name: 'Go to' });
  await page.getByLabel('Search sessions').focus();
  await page.keyboard.press('Control+k');
  await palette.waitFor();
  await page.keyboard.type('docs');
  await expect.poll(() => palette.getByRole('option').count(), patience).toBe(1);
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await palette.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'Search sessions',
  );

  await page.keyboard.press('Control+k');
  await page.keyboard.type('colours');
  await page.keyboard.press('Enter');
  await page.locator('html[data-theme=dark]').waitFor();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('nothing is called like this');
  await palette.getByText('Nothing is called like that').waitFor();
  await page.getByLabel('Session, page or command').fill('');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/sessions\/00000002$/);
  await page.getByRole('button', { name: 'Go to…' }).click();
  await palette.getByRole('option', { name: /^Trash/ }).click();
  await page.getByRole('heading', { name: 'Trash', exact: true }).waitFor();
  await page.context().close();
});

test('keys lead through the fleet and to every place, and are letters while one types', async () => {
  const page = await openFleet();
  await page.keyboard.press('/');
  await page.keyboard.type('nag?xjk');
  expect(await page.getByLabel('Search sessions').inputValue()).toBe('nag?xjk');
  expect(page.url()).toContain('text=nag');
  await page.getByLabel('Search sessions').fill('');
  await page.getByRole('link', { name: 'Fix the cart' }).waitFor();
  await page.getByRole('heading', { name: 'Fleet' }).click();

  await page.keyboard.press('j');
  expect(await focused(page)).toBe('Fix the cart');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  expect(await focused(page)).toBe('Write the docs');
  await page.keyboard.press('x');
  await page.keyboard.press('k');
  expect(await focused(page)).toBe('Fix the cart');
  await page.getByText('2 chosen').waitFor();
  await page.getByRole('button', { name: 'Stop 2…' }).press('Enter');
  // In a dialog, keys are for the dialog.
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).press('Enter');
  await page.getByText('2 stopped').waitFor();
  const stopped = dashboard.server.calls.filter(({ method }) => method === 'session.stop');
  expect(stopped.map(({ params }) => params['session_id'])).toEqual(['00000001', '00000002']);

  for (const [keys, title] of [
    ['?', 'Help'],
    ['n', 'New session'],
    ['gi', 'Inbox'],
    ['gr', 'Repositories'],
    ['gf', 'Fleet'],
  ] as const) {
    await page.getByRole('main').focus();
    for (const key of keys) await page.keyboard.press(key);
    await page.locator('main h1', { hasText: title }).waitFor();
  }
  await page.context().close();
});

test('whatever takes the focus shows it, and nothing moves for whoever wants it still', async () => {
  const page = await openFleet();
  sessions[0] = { ...sessions[0], agent: { state: 'working', since: '2026-01-02T03:04:05.000Z' } };
  dashboard.server.push({ session_id: '00000001', type: 'session.changed', data: {} });
  await page.getByText('Working').waitFor();
  const seen: { name: string; outline: string }[] = [];
  for (let index = 0; index < 60; index += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement ?? document.body;
      const styles = [getComputedStyle(element), getComputedStyle(element, '::after')];
      const shown = styles.find(({ outlineStyle }) => outlineStyle !== 'none');
      return { name: element.outerHTML.slice(0, 120), outline: shown?.outlineStyle ?? 'none' };
    });
    if (found.name.startsWith('<body')) break;
    seen.push(found);
  }
  expect(seen.length).toBeGreaterThan(20);
  expect(seen.filter(({ outline }) => outline === 'none')).toEqual([]);
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((animation) => Number(animation.effect?.getComputedTiming().endTime) > 10)
      .map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML),
  );
  expect(moving).toEqual([]);
  await page.context().close();
});

test('a hidden tab lets go of its stream, and shows what it missed when it is looked at again', async () => {
  const page = await openFleet((opened) => opened.clock.install());
  const streams = dashboard.server.streams();
  await hide(page, true);
  await page.clock.fastForward(61_000);
  await expect.poll(() => dashboard.server.streams(), patience).toBe(streams - 1);
  sessions[1] = { ...sessions[1], name: 'Named anew' };
  dashboard.server.push({ session_id: '00000002', type: 'session.changed', data: {} });
  await hide(page, false);
  await page.getByRole('link', { name: 'Named anew' }).waitFor();
  await expect.poll(() => dashboard.server.streams(), patience).toBe(streams);
  await page.context().close();
});

/** Chromium without a window has no place to show one; this keeps what would be shown. */
const toldOf = `
  globalThis.told = [];
  globalThis.Notification = class extends EventTarget {
    static permission = 'default';
    static requestPermission = async () => (Notification.permission = 'granted');
    constructor(title, { body }) {
      super();
      this.words = title + ': ' + body;
      told.push(this);
    }
  };`;

test('whoever asked for it is told of a question while looking elsewhere, and not what the question is', async () => {
  const page = await openFleet((opened) => opened.addInitScript(toldOf));
  const words = () => page.evaluate<string[]>('told.map(({ words }) => words)');
  const ask = () => dashboard.server.push({ session_id: '00000001', type: 'approval.asked', data: approval });
  const asked = async (): Promise<void> => {
    const before = dashboard.server.calls.filter(({ method }) => method === 'approval.list').length;
    ask();
    const now = () => dashboard.server.calls.filter(({ method }) => method === 'approval.list').length;
    await expect.poll(now, patience).toBeGreaterThan(before);
  };
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await hide(page, true);
  await asked();
  expect(await words()).toEqual([]);

  await hide(page, false);
  await page.getByRole('button', { name: 'Notify me' }).click();
  await page.getByRole('button', { name: 'Notifications on' }).waitFor();
  await asked();
  expect(await words()).toEqual([]);
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await hide(page, true);
  await asked();
  expect(await words()).toEqual(['An agent waits for you: Bash in session Fix the cart']);
  await page.evaluate("told[0].dispatchEvent(new Event('click'))");
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  await hide(page, false);
  await page.getByRole('button', { name: 'Notifications on' }).click();
  await hide(page, true);
  await asked();
  expect(await words()).toHaveLength(1);
  await page.context().close();
});

test('of hidden tabs that tell of questions one stays connected, and when it closes, the next', async () => {
  const streams = () => dashboard.server.streams();
  await expect.poll(streams, patience).toBe(0);
  const prepare = async (opened: Page): Promise<void> => {
    await opened.addInitScript(`${toldOf}; Notification.permission = 'granted'`);
    await opened.addInitScript("localStorage.setItem('hero-claude-notify', 'on')");
    await opened.clock.install();
  };
  const page = await openFleet(prepare);
  const second = await page.context().newPage();
  await prepare(second);
  await second.goto(dashboard.url);
  await expect.poll(streams, patience).toBe(2);
  for (const tab of [page, second]) {
    await hide(tab, true);
    await tab.clock.fastForward(61_000);
  }
  await expect.poll(streams, patience).toBe(1);
  const told = async (): Promise<number> => {
    dashboard.server.push({ session_id: '00000001', type: 'approval.asked', data: approval });
    return await second.evaluate<number>('told.length');
  };
  expect(await told()).toBe(0);
  await page.close();
  await expect.poll(told, patience).toBeGreaterThan(0);
  expect(streams()).toBe(1);
  await second.context().close();
});

test('where a proxy collects the stream it says so, and asks every few seconds', async () => {
  using proxy = await startPrefixProxy(dashboard.socket, '/collected', { collectsStreams: true });
  const { page } = await view(browser, 'about:blank');
  await page.clock.install();
  await page.goto(proxy.url);
  await page.getByRole('link', { name: 'Speed up the import' }).waitFor();
  await page.clock.runFor(5_500);
  await page.getByText('holds the event stream back').waitFor();
  sessions[2] = { ...sessions[2], name: 'Seen by asking' };
  await page.clock.runFor(4_500);
  await page.getByRole('link', { name: 'Seen by asking' }).waitFor();
  await page.context().close();
});

test('says that the server was updated, and offers to load the page anew', async () => {
  const page = await openFleet();
  version = '0.2.0';
  dashboard.server.push({ session_id: '00000001', type: 'session.changed', data: {} });
  await page.getByText('The server was updated to 0.2.0').waitFor();
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('link', { name: 'Fix the cart' }).waitFor();
  expect(await page.getByText('The server was updated').count()).toBe(0);
  await page.context().close();
});

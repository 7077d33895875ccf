/// <reference lib="dom" />
import {
  type Browser,
  type Page,
  type StandinDashboard,
  type StandinLine,
  standinAnswers,
  startChromium,
  startStandinDashboard,
} from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** More than a page loads by itself. */
const lineCount = 14_000;
const needleLine = 40;

function lineOf(index: number): StandinLine {
  const content = [{ type: 'text', text: `Step ${index} is done.` }];
  return { type: 'assistant', message: { id: `m${index}`, content }, parent_tool_use_id: null };
}

function longConversation(): StandinLine[] {
  const lines = Array.from({ length: lineCount }, (_, index) => lineOf(index));
  const files =
    'The person attached a file, to be read only:\n- /run/hero-cfg/attachments/0a/plan.txt (text/plain, 2048 bytes)';
  lines[0] = {
    type: 'user',
    isReplay: true,
    message: {
      content: [
        { type: 'text', text: 'Begin here.' },
        { type: 'text', text: files },
      ],
    },
  };
  lines[needleLine - 1] = {
    type: 'assistant',
    message: {
      id: 'needle',
      content: [{ type: 'text', text: 'The needle is here.\n\n```js\nreturn 1;\n```' }],
    },
    parent_tool_use_id: null,
  };
  return lines;
}

let dashboard: StandinDashboard;
const lines = longConversation();
const approvals: object[] = [];
/** What the pages before the end wait for. */
let heldPages: Promise<void> | null = null;
let browser: Browser;

const merged = { name: 'shop', merged: true, commits: 2, conflicts: ['src/cart.ts'], base_commit: 'a' };

beforeAll(async () => {
  const answers = standinAnswers(lines, { agent: { state: 'working', since: new Date().toISOString() } });
  dashboard = await startStandinDashboard({
    ...answers,
    'session.messages': async (params) => {
      if (Number(params['after']) < lines.length - 400) await heldPages;
      return answers['session.messages']?.(params);
    },
    'approval.list': () => ({ approvals, more: false }),
    'search.messages': ({ session_id }) => [
      { session_id, seq: needleLine, at: '', turn: 1, kind: 'answer', excerpt: 'The needle is here.' },
    ],
    'session.sync': ({ conflicts }) => ({
      session: {},
      repos: [conflicts === 'refuse' ? { ...merged, merged: false, commits: 0 } : merged],
    }),
    'session.send': () => ({}),
    'session.stop': () => ({}),
  });
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.[Symbol.asyncDispose]();
});

async function openSession(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(60_000);
  await page.goto(`${dashboard.url}#/sessions/00000001`);
  return page;
}

const called = (method: string) =>
  dashboard.server.calls.filter((call) => call.method === method).map(({ params }) => params);

test('a search and a jump reach lines that are not loaded', async () => {
  const page = await openSession();
  const log = page.getByRole('log', { name: 'Conversation' });
  await log.getByText(`Step ${lineCount - 1} is done.`).waitFor();
  const field = page.getByLabel('Search in the conversation');
  await field.fill('needle');
  await page.getByText('1 further up').waitFor();
  await field.press('Enter');
  await log.getByText('The needle is here.').waitFor();
  await page.getByText('1 of 1', { exact: true }).waitFor();
  await log.locator('pre span[class*=keyword]', { hasText: 'return' }).waitFor();
  expect(called('search.messages').at(-1)).toMatchObject({ text: 'needle', session_id: '00000001' });

  await page.getByRole('button', { name: 'To the end' }).click();
  await log.getByText(`Step ${lineCount - 1} is done.`).waitFor();
  await page.getByRole('button', { name: /^Your messages/ }).click();
  await log.getByText('Begin here.').waitFor();
  await log.getByRole('list', { name: 'Attached files' }).getByText('plan.txt').waitFor();
  await page.close();
});

test('bringing up to date lists conflicts, leaves them to the agent on request, and tells it', async () => {
  const page = await openSession();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Bring up to date with the source…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: /at work/ }).check();
  await dialog.getByRole('button', { name: 'Bring up to date' }).click();
  await dialog.getByText('src/cart.ts').waitFor();
  await dialog.getByRole('button', { name: 'Merge, and leave the conflicts to the agent' }).click();
  await dialog.getByRole('button', { name: 'Tell the agent to resolve them' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(called('session.sync')).toEqual([
    { session_id: '00000001', conflicts: 'refuse', interrupt: true },
    { session_id: '00000001', conflicts: 'hand_over', interrupt: true },
  ]);
  expect(called('session.send')).toMatchObject([{ mode: 'queue' }]);
  expect(JSON.stringify(called('session.send'))).toContain('- shop/src/cart.ts');
  await page.close();
});

test('stopping an agent at work says what is cut before it does', async () => {
  const page = await openSession();
  await page.getByRole('button', { name: 'Stop…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('its turn is cut').waitFor();
  expect(called('session.stop')).toEqual([]);
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(called('session.stop')).toEqual([{ session_id: '00000001' }]);
  await page.close();
});

test('the end stays in view whatever comes below it, until somebody scrolls up', async () => {
  const page = await openSession();
  const log = page.getByRole('log', { name: 'Conversation' });
  await log.getByText(`Step ${lineCount - 1} is done.`).waitFor();
  const distance = () =>
    log.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
  approvals.push({
    approval_id: 'q1',
    session_id: '00000001',
    kind: 'plan',
    tool: 'ExitPlanMode',
    input: { plan: 'One.\n\nTwo.\n\nThree.' },
    reason: null,
    suggestions: [],
    asked_at: new Date().toISOString(),
    waiting: true,
    repeated: false,
  });
  dashboard.server.push({ session_id: '00000001', type: 'approval.asked', data: {} });
  await page.getByRole('button', { name: 'Approve the plan' }).waitFor();
  await expect.poll(distance).toBeLessThan(5);
  expect(await page.getByRole('button', { name: 'To the end' }).isVisible()).toBe(false);

  await log.hover();
  await page.mouse.wheel(0, -600);
  await page.getByRole('button', { name: 'To the end' }).waitFor();
  await page.close();
});

test('the line somebody reads keeps its place when earlier and new lines come', async () => {
  let release = (): void => undefined;
  heldPages = new Promise((resolve) => {
    release = resolve;
  });
  const page = await openSession();
  const log = page.getByRole('log', { name: 'Conversation' });
  await log.getByText(`Step ${lines.length - 1} is done.`).waitFor();
  await log.hover();
  await page.mouse.wheel(0, -600);
  await page.getByRole('button', { name: 'To the end' }).waitFor();
  const read = await log.getByText(`Step ${lines.length - 24} is done.`).elementHandle();
  await read?.waitForElementState('stable');
  const before = await read?.boundingBox();
  expect(before).toBeTruthy();

  const height = () => log.evaluate(({ scrollHeight }) => scrollHeight);
  const heightBefore = await height();
  release();
  await expect.poll(height).toBeGreaterThan(heightBefore + 100_000);
  await read?.waitForElementState('stable');
  expect(await read?.boundingBox()).toEqual(before);
  expect(await page.getByRole('button', { name: 'To the end' }).isVisible()).toBe(true);

  const line = lineOf(lines.length);
  lines.push(line);
  const data = { seq: lines.length, line: JSON.stringify(line) };
  dashboard.server.push({ session_id: '00000001', type: 'session.message', data });
  await page.getByRole('button', { name: '1 new line' }).waitFor();
  await read?.waitForElementState('stable');
  expect(await read?.boundingBox()).toEqual(before);
  await page.close();
});

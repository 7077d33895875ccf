/// <reference lib="dom" />
import type { Client } from 'hero-claude-sdk';
import { type Product, script, startProduct, text, tool } from 'hero-claude-testkit';
import {
  type Browser,
  type Dashboard,
  type Page,
  startChromium,
  startDashboard,
} from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { harmlessReport, hostileOutput } from './support/hostile-terminal.ts';
import { addRepo, clientOf, runTurn, turnDone } from './support/session.ts';

let product: Product;
let client: Client;
let dashboard: Dashboard;
let browser: Browser;

beforeAll(async () => {
  product = await startProduct();
  client = clientOf(product);
  dashboard = await startDashboard(product);
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.[Symbol.asyncDispose]();
  await product?.close();
});

/** Notes what a page asks of the browser and of the shell that a terminal must not. */
function watchDeeds(): void {
  const deeds = { sent: [] as string[], opened: [] as string[], copied: [] as string[] };
  Object.assign(window, { deeds });
  const OwnSocket = WebSocket;
  window.WebSocket = class extends OwnSocket {
    override send(data: string | Blob | BufferSource): void {
      if (typeof data !== 'string') deeds.sent.push(new TextDecoder().decode(data as ArrayBuffer));
      super.send(data);
    }
  };
  window.open = (address) => {
    deeds.opened.push(String(address));
    return null;
  };
  navigator.clipboard.writeText = async (text) => {
    deeds.copied.push(text);
  };
}

interface Deeds {
  sent: string[];
  opened: string[];
  copied: string[];
}

/** A logged-in page with a session open; what went wrong in it fails the test. */
async function openSession(sessionId: string, side = ''): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) errors.push(message.text());
  });
  // What runs this file marks functions by a name that pages do not know.
  await page.addInitScript({ content: `globalThis.__name = (value) => value; (${watchDeeds.toString()})()` });
  await page.goto(dashboard.loginUrl);
  await page.waitForFunction(() => !location.hash.includes('token'));
  await page.goto(`${dashboard.url}#/sessions/${sessionId}${side}`);
  return { page, errors };
}

test('a turn is started, followed, approved in place and finished', async () => {
  const { remote } = await addRepo(product, 'shop', { uncommitted: true });
  const steps = [
    tool('Bash', { command: 'echo done > notes.txt', description: 'Write the notes' }),
    text('All **written** down.'),
  ];
  const task = `Write notes. ${script(...steps)}`;
  const { session_id, repos } = await client.session.create({
    repos: ['shop'],
    task,
    permission_mode: 'default',
  });
  const { page, errors } = await openSession(session_id);

  await page.getByText('The agent has not been started').waitFor();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const log = page.getByRole('log', { name: 'Conversation' });
  await log.getByText('waits for you').waitFor();
  await log.getByRole('button', { name: 'Allow once' }).click();
  await log.locator('strong', { hasText: 'written' }).waitFor();
  await log.locator('article[data-kind=result]').waitFor();

  const sides = page.getByRole('navigation', { name: 'Sides of the session' });
  for (const [side, sign] of Object.entries({
    Files: 'notes.txt',
    Logs: '"type":"result"',
    Network: 'No connection yet',
    Usage: 'Memory now',
    Info: session_id,
    Diff: 'Viewed',
  })) {
    await sides.getByRole('link', { name: side }).click();
    await page.getByText(sign).first().waitFor();
    if (side === 'Usage') await page.getByRole('table').getByRole('row').nth(1).waitFor();
    expect(await page.getByRole('alert').allTextContents()).toEqual([]);
  }

  await page.getByRole('button', { name: /^Finish/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Finish' }).click();
  await dialog.getByText('Are they to be pushed as well?').waitFor();
  await dialog.getByRole('button', { name: 'Leave them out' }).click();
  await dialog.getByText('pushed to').waitFor();
  expect(await remote.git('diff', '--name-only', 'main', repos[0]?.branch ?? '')).toBe('notes.txt');
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await page.locator('header').getByText('Completed').waitFor();
  await page.getByText('shop: 1 commit pushed to').waitFor();
  expect(errors).toEqual([]);
  await page.close();
});

test('line comments are collected and reach the agent as one turn', async () => {
  await addRepo(product, 'lines');
  const write = tool('Write', {
    file_path: '/workspace/code/lines/list.txt',
    content: 'first\nsecond\nthird\n',
  });
  const session = await runTurn(client, {
    repos: ['lines'],
    task: `Write. ${script(write, text('Written.'))}`,
  });
  const { session_id } = session;
  const { page, errors } = await openSession(session_id, '/diff');
  const comment = async (line: number, words: string): Promise<void> => {
    const row = page.getByRole('row').filter({ has: page.getByLabel(`Comment on new line ${line}`) });
    await row.hover();
    await row.getByLabel(`Comment on new line ${line}`).click();
    await page.getByLabel('Comment on this line').fill(words);
    await page.getByRole('button', { name: 'Add comment' }).click();
    // The keyboard goes on where it was.
    await row.locator('button:focus').waitFor();
  };
  await comment(1, 'Say one.');
  await comment(3, 'Say three.');
  await page.reload();
  await page.getByText('2 comments on 1 file').waitFor();
  await page.getByRole('button', { name: 'Send to the agent' }).click();
  await turnDone(client, session_id, 2);

  const { turns } = await client.session.turns({ session_id });
  expect(turns).toHaveLength(2);
  const prompts = (await client.session.messages({ session_id, types: ['user'] })).messages.map(({ line }) =>
    JSON.stringify(line),
  );
  const sent = prompts.filter((line) => line.includes('lines/list.txt:1'));
  expect(sent).toHaveLength(1);
  expect(sent[0]).toContain('> first\\nSay one.');
  expect(sent[0]).toContain('lines/list.txt:3\\n> third\\nSay three.');
  await page.getByRole('log').getByText('Say three.').waitFor();
  expect(errors).toEqual([]);
  await page.close();
});

test('a server that is killed while one watches costs nothing: no line, and nothing that was written', async () => {
  await addRepo(product, 'watched');
  const session = await runTurn(client, { repos: ['watched'], task: `Talk. ${script(text('Before.'))}` });
  const { session_id } = session;
  const { page, errors } = await openSession(session_id);
  const log = page.getByRole('log', { name: 'Conversation' });
  await log.getByText('Before.', { exact: true }).waitFor();
  const composer = page.getByLabel('Say something to the agent');
  await composer.fill(`Go on. ${script(text('After the kill.'))}`);

  const file = { name: 'colours.txt', mimeType: 'text/plain', buffer: Buffer.from('red') };
  await page.getByLabel('Files to attach').setInputFiles(file);
  await page.locator('[data-state=ready]', { hasText: 'colours.txt' }).waitFor();

  await product.server.kill9();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('main').getByRole('alert').waitFor();
  expect(await composer.inputValue()).toContain('Go on.');

  await product.start('server');
  const answer = log.getByText('After the kill.', { exact: true });
  // The server first settles what its last run left; until then it takes no prompt, and says so.
  const sendAndLook = async (): Promise<boolean> => {
    const send = page.getByRole('button', { name: 'Send' });
    if ((await composer.inputValue()) !== '' && (await send.isEnabled())) await send.click();
    return answer.isVisible();
  };
  await expect.poll(sendAndLook, { timeout: 60_000, interval: 500 }).toBe(true);
  const prompts = (await client.session.messages({ session_id, types: ['user'] })).messages;
  const sent = prompts.map(({ line }) => JSON.stringify(line)).filter((line) => line.includes('Go on.'));
  expect(sent).toHaveLength(1);
  const heard = product.modelServer.requests.findLast(({ body }) => body.includes('After the kill.'));
  expect(heard?.body).toContain('colours.txt');
  expect(errors).toEqual([]);
  await page.close();
});

test('the terminal is a shell in the container', async () => {
  await addRepo(product, 'shell');
  const session = await runTurn(client, { repos: ['shell'], task: `Talk. ${script(text('Hello.'))}` });
  const { page, errors } = await openSession(session.session_id, '/terminal');
  const terminal = page.getByTestId('terminal');
  await terminal.locator('.xterm-rows').waitFor();
  await terminal.click();
  await page.keyboard.type('echo $((6*7)) > typed.txt; echo "wrote $(cat typed.txt)"\n');
  await terminal.getByText('wrote 42').waitFor();
  await page.keyboard.type("printf '\\033[38;2;1;200;3m%s\\033[0m\\n' gre''en\n");
  const green = terminal.getByText('green', { exact: true });
  await green.waitFor();
  expect(await green.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 200, 3)');

  const { session_id } = session;
  const corpus = Buffer.from(hostileOutput.join('')).toString('base64');
  await client.session.exec({
    session_id,
    command: `echo ${corpus} | base64 -d > hostile.txt`,
  });
  const deeds = (): Promise<Deeds> => page.evaluate(() => (window as unknown as { deeds: Deeds }).deeds);
  await page.keyboard.type('stty -echo; cat hostile.txt; read -t 1; echo "read $((40+2))"\n');
  await terminal.getByText('read 42').waitFor();
  const { sent, copied } = await deeds();
  const answers = sent.slice(sent.findLastIndex((keys) => keys.includes('\r')) + 1).join('');
  expect(answers).toMatch(harmlessReport);
  expect(copied).toEqual([]);
  expect(await page.title()).not.toContain('pwned');
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  // The terminal knows of a link once the mouse has come to rest over it, and of none that is no web address.
  const hover = async (name: string): Promise<string | null> => {
    const link = terminal.getByText(name, { exact: true });
    const { x = 0, y = 0 } = (await link.boundingBox()) ?? {};
    await page.mouse.move(x + 8, y + 4);
    await page.mouse.move(x + 12, y + 4);
    return terminal.getAttribute('title');
  };
  const press = async (): Promise<void> => {
    await page.mouse.down();
    await page.mouse.up();
  };
  for (const name of ['bad-link', 'file-link', 'data-link']) {
    await hover(name);
    await press();
  }
  await expect.poll(async () => hover('good-link')).toBe('https://good.example/');
  await press();
  await expect.poll(async () => (await deeds()).opened).toEqual(['https://good.example/']);
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'echo a\u001b[201~\u0003b');
    const area = document.querySelector('.xterm-helper-textarea');
    area?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect
    .poll(async () => (await deeds()).sent.at(-1))
    .toSatisfy(
      (keys: string) => keys.replace('\u001b[200~', '').replace('\u001b[201~', '') === 'echo a[201~b',
    );

  await terminal.click();
  await page.keyboard.type('\nexit 3\n');
  await page.getByText('The shell ended with exit code 3.').waitFor();
  const { stdout } = await client.session.exec({
    session_id: session.session_id,
    command: ['cat', 'typed.txt'],
  });
  expect(stdout.trim()).toBe('42');
  expect(errors).toEqual([]);
  await page.close();
});

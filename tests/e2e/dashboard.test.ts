import { type BareRemote, type Product, script, startProduct, text, tool } from 'hero-claude-testkit';
import { type Browser, type Dashboard, startChromium, startDashboard } from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { overflow, seriousProblems, view } from './support/browser.ts';
import { startPrefixProxy } from './support/prefix-proxy.ts';
import { addRepo } from './support/session.ts';

let product: Product;
let dashboard: Dashboard;
let browser: Browser;
let remote: BareRemote;

beforeAll(async () => {
  product = await startProduct();
  ({ remote } = await addRepo(product, 'shop'));
  dashboard = await startDashboard(product);
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.[Symbol.asyncDispose]();
  await product?.close();
});

/** Every screen but a session's own, by the heading that shows it is there. */
const routes: Record<string, string> = {
  '/': 'Fleet',
  '/inbox': 'Inbox',
  '/new': 'New session',
  '/repositories': 'Repositories',
  '/usage': 'Usage',
  '/log': 'Operation log',
  '/trash': 'Trash',
  '/mcp': 'MCP',
  '/api': 'API',
  '/settings': 'Settings and doctor',
  '/help': 'Help',
};

test('without a login it asks for one, and takes a pasted link', async () => {
  const { page } = await view(browser, dashboard.url);
  await page.getByLabel('Login link or token').fill(dashboard.loginUrl);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
  await page.context().close();
});

test('a token that is not accepted any more leads to the login, which says so', async () => {
  const { page } = await view(browser, `${dashboard.url}#token=of-another-day`);
  await page.getByText('does not accept the token of this browser').waitFor();
  expect(page.url()).not.toContain('token');
  await page.getByLabel('Login link or token').fill(dashboard.token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
  await page.context().close();
});

test('someone new creates, answers, reviews and finishes by clicks, while another browser looks on', async () => {
  const { page, complaints } = await view(browser, dashboard.loginUrl);
  const other = await view(browser, dashboard.loginUrl);
  await other.page.getByRole('heading', { name: 'No sessions yet' }).waitFor();

  await page.getByRole('main').getByRole('link', { name: 'New session' }).click();
  await page.getByLabel('shop').check();
  const steps = script(tool('Bash', { command: 'echo hi > a.txt', description: 'write' }), text('Done.'));
  await page.getByLabel('Task').fill(`Write a file. ${steps}`);
  await page.getByText('More options').click();
  await page.getByLabel('Name', { exact: true }).fill('Write a file');
  await page.getByLabel('Permission mode').selectOption('default');
  await page.getByRole('button', { name: 'Create and start' }).click();
  await page.waitForURL(/#\/sessions\/[0-9a-f]{8}/);

  const card = other.page.getByRole('article').filter({ hasText: 'Write a file' });
  await card.getByText('Waiting for you').waitFor();
  await expect.poll(() => other.page.title(), { timeout: 60_000 }).toContain('(1)');

  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /^Inbox/ })
    .click();
  const question = page.getByRole('article').filter({ hasText: 'echo hi > a.txt' });
  await question.waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
  await card.getByText('Awaiting review').waitFor();

  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /^Fleet/ })
    .click();
  await page.getByRole('link', { name: 'Write a file' }).click();
  const sides = page.getByRole('navigation', { name: 'Sides of the session' });
  await sides.getByRole('link', { name: /^Diff/ }).click();
  await page.getByText('a.txt').first().waitFor();
  await page.getByRole('button', { name: /^Finish/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Finish' }).click();
  await dialog.getByText('pushed to').waitFor();
  await card.getByText('1 commit delivered').waitFor();
  const pushed = Object.keys(await remote.branches()).find((name) => name.startsWith('hero/')) ?? '';
  expect(await remote.git('diff', '--name-only', 'main', pushed)).toBe('a.txt');

  expect(complaints).toEqual([]);
  expect(other.complaints).toEqual([]);
  await page.context().close();
  await other.page.context().close();
}, 240_000);

test('every screen fits a phone, breaks no rule of the policy, and has nothing serious against it', async () => {
  const phone = await view(browser, dashboard.loginUrl, { width: 360, height: 740 });
  const { page, complaints } = phone;
  const problems: string[] = [];
  for (const [route, title] of Object.entries(routes)) {
    await page.evaluate(`location.hash = ${JSON.stringify(route)}`);
    // The screen before has a heading, too, until the new one is drawn.
    await page.locator('main h1', { hasText: title }).waitFor();
    await expect.poll(() => page.getByText(/^\s*Loading/).count(), { timeout: 60_000 }).toBe(0);
    const wider = await overflow(page);
    if (wider > 0) problems.push(`${route}: ${wider} px too wide`);
    const found = await seriousProblems(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Other colours can only make a difference to contrast.
    found.push(...(await seriousProblems(page, ['color-contrast'])));
    await page.emulateMedia({ colorScheme: 'light' });
    problems.push(...found.map((problem) => `${route}: ${problem}`));
  }
  expect(problems, `problems: ${problems.join('; ')}`).toEqual([]);
  expect(complaints).toEqual([]);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Trash' }).click();
  await page.getByRole('heading', { name: 'Trash', exact: true }).waitFor();
  await page.context().close();
});

test('a server that is killed is missed, and what changed meanwhile is shown when it is back', async () => {
  const { page } = await view(browser, dashboard.loginUrl);
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  await product.server.kill9();
  await page.getByText('The server does not answer').waitFor();
  await product.start('server');
  await product.rpc('session.create', { repos: ['shop'], name: 'Made meanwhile', task: 'x' });
  await page.getByRole('link', { name: 'Made meanwhile' }).waitFor();
  await page.getByText('The server does not answer').waitFor({ state: 'detached' });
  await page.context().close();
});

test('the first load is at most 200 kB of script', async () => {
  const { page } = await view(browser, dashboard.loginUrl);
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  const sizes = await page.evaluate<number[]>(
    'performance.getEntriesByType("resource").filter(({name}) => name.endsWith(".js")).map(({encodedBodySize}) => encodedBodySize)',
  );
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(200_000);
  await page.context().close();
});

test('works below a prefix, and after a reload of a deep link', async () => {
  using proxy = await startPrefixProxy(product.socket('ui'), '/tools/hero');
  const { page, complaints } = await view(browser, `${proxy.url}#/settings`);
  const missed: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) missed.push(answer.url());
  });
  const title = page.getByRole('heading', { name: 'Settings and doctor' });
  await title.waitFor();
  await page.reload();
  await title.waitFor();
  await page.getByRole('table', { name: 'Health' }).getByText('database').waitFor();
  expect(missed).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a page of the same origin embeds it and says the colours; one of another origin does neither', async () => {
  const prefix = '/tools/hero';
  const frame = (src: string) => `<title>Shell</title><iframe src="${src}"></iframe>`;
  using proxy = await startPrefixProxy(product.socket('ui'), prefix, {
    shell: frame(`${prefix}/?embedded=1#/settings`),
  });
  const { page, complaints } = await view(browser, `${proxy.origin}/shell`);
  const inside = page.frameLocator('iframe');
  await inside.getByRole('heading', { name: 'Settings and doctor' }).waitFor();
  expect(await inside.getByRole('navigation', { name: 'Main' }).count()).toBe(0);
  for (const theme of ['dark', 'light']) {
    await page.evaluate(`frames[0].postMessage({ type: 'hero:theme', theme: '${theme}' }, location.origin)`);
    await inside.locator(`html[data-theme=${theme}]`).waitFor();
  }
  // What the page itself hears is not from the shell.
  await page.frames()[1]?.evaluate("postMessage({ type: 'hero:theme', theme: 'dark' }, '*')");
  expect(complaints).toEqual([]);

  using stranger = await startPrefixProxy(product.socket('ui'), prefix, {
    shell: frame(`${proxy.url}?embedded=1`),
  });
  await page.goto(`${stranger.origin}/shell`);
  await expect.poll(() => complaints.join(), { timeout: 60_000 }).toContain('frame-ancestors');
  await page.context().close();
});

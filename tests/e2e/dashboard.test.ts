import { type Product, script, startProduct, text, tool } from 'hero-claude-testkit';
import { type Browser, type Dashboard, startChromium, startDashboard } from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { overflow, seriousProblems, view } from './support/browser.ts';
import { startPrefixProxy } from './support/prefix-proxy.ts';
import { addRepo } from './support/session.ts';

let product: Product;
let dashboard: Dashboard;
let browser: Browser;

beforeAll(async () => {
  product = await startProduct();
  await addRepo(product, 'shop');
  dashboard = await startDashboard(product);
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.[Symbol.asyncDispose]();
  await product?.close();
});

const routes = [
  '/',
  '/inbox',
  '/new',
  '/repositories',
  '/usage',
  '/log',
  '/trash',
  '/mcp',
  '/api',
  '/settings',
  '/help',
];

test('without a login it asks for one, and takes a pasted link', async () => {
  const { page } = await view(browser, dashboard.url);
  await page.getByLabel('Login link or token').fill(dashboard.loginUrl);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
  await page.context().close();
});

test('from nothing to an agent that asks, answered in the inbox while another browser looks on', async () => {
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
  await expect.poll(() => other.page.title()).toContain('(1)');

  await page.evaluate('location.hash = "/inbox"');
  await page.getByRole('article').getByText('echo hi > a.txt').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
  await card.getByText('Awaiting review').waitFor();

  expect(complaints).toEqual([]);
  expect(other.complaints).toEqual([]);
  await page.context().close();
  await other.page.context().close();
});

test('every screen fits a phone, breaks no rule of the policy, and has nothing serious against it', async () => {
  const phone = await view(browser, dashboard.loginUrl, { width: 360, height: 740 });
  const { page, complaints } = phone;
  const problems: string[] = [];
  for (const route of routes) {
    await page.evaluate(`location.hash = ${JSON.stringify(route)}`);
    await page.locator('main h1').first().waitFor();
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

test('works below a prefix, after a reload of a deep link, inside a shell that says the colours', async () => {
  using proxy = await startPrefixProxy(product.socket('ui'), '/tools/hero');
  const { page, complaints } = await view(browser, `${proxy.url}?embedded=1#/settings`);
  const missed: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) missed.push(answer.url());
  });
  const title = page.getByRole('heading', { name: 'Settings and doctor' });
  await title.waitFor();
  await page.reload();
  await title.waitFor();
  await page.getByRole('table', { name: 'Health' }).getByText('database').waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  for (const theme of ['dark', 'light']) {
    await page.evaluate(`postMessage({ type: 'hero:theme', theme: '${theme}' }, '*')`);
    await page.locator(`html[data-theme=${theme}]`).waitFor();
  }
  expect(missed).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspaceDir } from 'hero-claude-testkit';
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

const at = '2026-01-02T03:04:05.000Z';
const session = standinSession({ session_id: '00000001', name: 'Fix the cart' });
const thrown = { ...session, status: 'destroyed', destroyed_at: at };
const repos = ['shop', 'web/admin'].map((name) => ({ name, path: `/home/ana/code/${name}`, branch: 'main' }));
const counted = {
  calls: 3,
  input_tokens: 10,
  output_tokens: 20,
  cache_read_tokens: 30,
  cache_write_tokens: 40,
};
const money = { cost_usd: 1.5, unpriced_calls: 0 };
const entry = { id: 7, at, level: 'warn', operation: 'egress', session_id: null, user: null, ms: null };

/** A loaded machine takes its time. */
const patience = { timeout: 30_000 };

/** What is answered for a person. */
let rules: Record<string, unknown>[] = [
  {
    rule_id: 'r-0000000a',
    repo: 'shop',
    tool: 'Bash',
    pattern: 'npm test *',
    behavior: 'allow',
    created_at: at,
    created_by: null,
  },
];

/** The copy is made when a test says so. */
let copied: Promise<void>;
let copy: () => void;
let dashboard: StandinDashboard;
let browser: Browser;

beforeAll(async () => {
  const document: unknown = JSON.parse(
    await readFile(join(workspaceDir, 'packages/hero-claude-server/openrpc.json'), 'utf8'),
  );
  dashboard = await startStandinDashboard({
    ...standinAnswers([]),
    'session.list': () => [session],
    'repo.list': () => repos,
    'repo.info': ({ repo }) => ({
      ...repos[0],
      name: repo,
      dirty: true,
      modified_files: 2,
      untracked_files: 1,
      size_bytes: 4_400_000,
      last_commit: null,
      remotes: [],
      traits: [],
    }),
    'server.mcp_servers': () => [{ name: 'docs', kind: 'http' }],
    'session.create': async () => {
      await copied;
      return session;
    },
    'session.start': () => session,
    'logs.get': () => ({ entries: [{ ...entry, message: 'Refused a host' }], next: null }),
    'logs.clear': () => ({ removed: 1 }),
    'trash.list': () => [{ session: thrown, restorable_until: at, bytes: 1_000 }],
    'session.restore': () => session,
    'trash.empty': () => ({ removed: ['00000001'] }),
    'usage.summary': ({ by }) => ({
      rows: [{ key: `one ${String(by)}`, label: null, ...counted, ...money }],
      total: { ...counted, ...money },
      equivalent: false,
      today: { cost_usd: 0.5, tokens: 1_000, budget_usd: 5, token_limit: null, used_percent: 10 },
      account: null,
      price_version: '1',
    }),
    'approval.rules': ({ add, remove }) => {
      if (add !== undefined)
        rules = [...rules, { ...rules[0], rule_id: 'r-0000000b', pattern: null, ...(add as object) }];
      rules = rules.filter(({ rule_id }) => rule_id !== remove);
      return { rules };
    },
    'rpc.discover': () => document,
  });
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.[Symbol.asyncDispose]();
});

async function open(route: string): Promise<Page> {
  const { page } = await view(browser, `${dashboard.url}#${route}`);
  return page;
}

function callsOf(name: string): Record<string, unknown>[] {
  return dashboard.server.calls.filter(({ method }) => method === name).map(({ params }) => params);
}

test('a new session gets all that was chosen, shows how far it is, and the choices are remembered', async () => {
  copied = new Promise((resolve) => {
    copy = resolve;
  });
  const page = await open('/new');
  await page.getByLabel('Find a repository').fill('wad');
  await page.keyboard.press('Enter');
  await page.getByText('3 uncommitted files').waitFor();
  await page.getByLabel('Task').fill('Mend it.');
  await page.getByText('More options').click();
  for (const [label, value] of [
    ['Name', 'Mend'],
    ['Start from', 'v1.2'],
    ['Model', 'opus'],
    ['More hosts', 'api.example.com'],
    ['CPU cores', '1.5'],
    ['Memory (GB)', '2'],
    ['Image', 'mine:1'],
    ['Budget (USD)', '3'],
    ['Labels', 'team=web, urgent'],
    ['Set-up commands', 'npm ci'],
    ['Ignored files to bring along', '.env.test'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByLabel('Effort').selectOption('high');
  await page.getByLabel('Permission mode').selectOption('plan');
  await page.getByLabel('docs').check();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByLabel('Task').press('Control+Enter');
  await expect.poll(() => callsOf('session.create').length, patience).toBe(1);

  const tell = (type: string, data: object) => dashboard.server.push({ session_id: '00000001', type, data });
  tell('session.created', {});
  tell('session.progress', { phase: 'Copying web/admin', percent: 40, bytes: 2_000_000 });
  const progress = page.getByRole('progressbar', { name: 'Copying web/admin' });
  await progress.waitFor();
  expect(await progress.getAttribute('value')).toBe('40');
  copy();
  await page.waitForURL(/#\/sessions\/00000001/);
  expect(callsOf('session.create')[0]).toEqual({
    repos: ['web/admin'],
    task: 'Mend it.',
    name: 'Mend',
    base: 'v1.2',
    model: 'opus',
    effort: 'high',
    permission_mode: 'plan',
    egress: { policy: 'allowlist', allow: ['api.example.com'] },
    cpu: 1.5,
    memory_gb: 2,
    image: 'mine:1',
    budget_usd: 3,
    labels: { team: 'web', urgent: '' },
    mcp_servers: ['docs'],
    setup: ['npm ci'],
    include: ['.env.test'],
  });

  await page.goto(`${dashboard.url}#/new`);
  await page.reload();
  await page.getByText('More options').click();
  expect(await page.getByLabel('web/admin').isChecked()).toBe(true);
  expect(await page.getByLabel('Model', { exact: true }).inputValue()).toBe('opus');
  expect(await page.getByLabel('docs').isChecked()).toBe(true);
  expect(await page.getByLabel('Task').inputValue()).toBe('');
  await page.getByRole('button', { name: 'Reset options' }).click();
  expect(await page.getByLabel('Model', { exact: true }).inputValue()).toBe('');
  await page.context().close();
});

test('the log is filtered by the server and emptied after a question', async () => {
  const page = await open('/log');
  await page.getByText('Refused a host').waitFor();
  await page.getByLabel('Search messages').fill('host');
  await page.getByLabel('Operation', { exact: true }).fill('egress');
  await page.getByLabel('Level').selectOption('warn');
  await expect
    .poll(() => callsOf('logs.get').at(-1), patience)
    .toMatchObject({ text: 'host', operation: 'egress', level: 'warn' });
  await page.getByRole('button', { name: 'Empty the log…' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(callsOf('logs.clear')).toEqual([]);
  await page.getByRole('button', { name: 'Empty the log…' }).click();
  await page.getByRole('button', { name: 'Empty the log', exact: true }).click();
  await expect.poll(() => callsOf('logs.clear'), patience).toHaveLength(1);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.context().close();
});

test('what was destroyed is restored, or deleted for good after a question', async () => {
  const page = await open('/trash');
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Fix the cart is back').waitFor();
  expect(callsOf('session.restore')).toEqual([{ session_id: '00000001' }]);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect.poll(() => callsOf('trash.empty'), patience).toEqual([{ session_ids: ['00000001'] }]);
  await page.context().close();
});

test('usage is added up as asked, and budgets stand beside it', async () => {
  const page = await open('/usage');
  await page.getByRole('cell', { name: 'one day' }).waitFor();
  await page.getByLabel('Group by').selectOption('model');
  await page.getByRole('cell', { name: 'one model' }).waitFor();
  const budgets = page.getByRole('table', { name: 'Budgets' });
  await budgets.getByRole('row').filter({ hasText: 'Fix the cart' }).getByText('21 %').waitFor();
  await page.getByText('$0.50 of $5.00').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.context().close();
});

test('what is answered for a person is listed, added and taken back', async () => {
  const page = await open('/inbox');
  const table = page.getByRole('table', { name: 'Rules' });
  await table.getByText('Bash(npm test *)').waitFor();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Repository').selectOption('web/admin');
  await dialog.getByLabel('Answer').selectOption('Deny');
  await dialog.getByLabel('Tool').fill('Edit');
  await dialog.getByLabel('Only for').fill('secrets/**');
  expect(await seriousProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await table.getByRole('row').filter({ hasText: 'Edit(secrets/**)' }).getByText('denied').waitFor();
  await page.getByRole('button', { name: 'Remove the rule Bash(npm test *) of shop' }).click();
  await table.getByText('Bash(npm test *)').waitFor({ state: 'detached' });
  expect(callsOf('approval.rules').filter((params) => Object.keys(params).length > 0)).toEqual([
    { add: { repo: 'web/admin', tool: 'Edit', pattern: 'secrets/**', behavior: 'deny' } },
    { remove: 'r-0000000a' },
  ]);
  await page.context().close();
});

test('each method has a form that calls it', async () => {
  const page = await open('/api');
  await page.getByLabel('Find a method').fill('repo.info');
  await page.getByRole('link', { name: 'repo.info' }).click();
  await page.getByLabel('repo *').fill('shop');
  await page.getByRole('button', { name: 'Call' }).click();
  await page.getByRole('region', { name: 'Answer' }).getByText('"modified_files": 2').waitFor();
  await page.context().close();
});

test('what connects another agent stands ready, with the tools it gets', async () => {
  const page = await open('/mcp');
  await page.getByText(`claude mcp add --transport http hero-claude ${dashboard.url}mcp`).first().waitFor();
  const row = page
    .getByRole('table', { name: 'Tools' })
    .getByRole('row')
    .filter({ hasText: 'session_destroy' });
  await row.getByText('destructive').waitFor();
  await page.context().close();
});

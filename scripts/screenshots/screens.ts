import type { Page } from 'hero-claude-testkit/browser';

/** A screen as it is reached, and what is done on it before it is looked at. */
export interface Shot {
  path: string;
  prepare?: (page: Page) => Promise<void>;
}

/** Every screen, over a fleet in which `session` was worked on and another was finished. */
export function shotsOf(session: string, finished: string): Record<string, Shot> {
  return {
    fleet: { path: '/' },
    palette: {
      path: '/',
      prepare: async (page) => {
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog').waitFor();
      },
    },
    chosen: {
      path: '/',
      prepare: async (page) => {
        for (const box of await page.getByRole('checkbox').all()) await box.check();
      },
    },
    inbox: { path: '/inbox' },
    new: { path: '/new?repo=shop' },
    options: {
      path: '/new?repo=shop',
      prepare: async (page) => {
        await page.getByText('More options').click();
        await page.getByText('More options').scrollIntoViewIfNeeded();
      },
    },
    session: { path: `/sessions/${session}` },
    diff: { path: `/sessions/${session}/diff` },
    files: { path: `/sessions/${session}/files` },
    file: { path: `/sessions/${session}/files/shop/src/session.js` },
    terminal: {
      path: `/sessions/${session}/terminal`,
      prepare: async (page) => {
        const screen = page.locator('.xterm-rows');
        await screen.getByText('$').first().waitFor();
        await page.locator('.xterm').click();
        await page.keyboard.type('ls --color=always -l\n');
        await screen.getByText('total').last().waitFor();
      },
    },
    logs: { path: `/sessions/${session}/logs` },
    network: { path: `/sessions/${session}/network` },
    'session-usage': { path: `/sessions/${session}/usage` },
    info: { path: `/sessions/${session}/info` },
    begin: {
      path: `/sessions/${session}`,
      prepare: async (page) => {
        await page.getByRole('button', { name: /^Your messages/ }).click();
      },
    },
    split: {
      path: `/sessions/${session}/diff`,
      prepare: async (page) => {
        const split = page.getByRole('button', { name: 'Split' });
        if (await split.isVisible()) await split.click();
      },
    },
    finished: { path: `/sessions/${finished}` },
    finish: {
      path: `/sessions/${session}`,
      prepare: async (page) => {
        await page.getByRole('button', { name: /^Finish/ }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
    repositories: { path: '/repositories' },
    repository: {
      path: '/repositories',
      prepare: async (page) => {
        await page.getByRole('button', { name: 'shop' }).click();
        await page.getByText('Last commit').waitFor();
      },
    },
    usage: { path: '/usage' },
    log: { path: '/log' },
    trash: { path: '/trash' },
    mcp: { path: '/mcp' },
    api: { path: '/api?method=session.create' },
    settings: { path: '/settings' },
    help: { path: '/help' },
    nowhere: { path: '/nowhere' },
  };
}

/** What a new person sees. */
export const emptyShots: Record<string, Shot> = {
  'empty-fleet': { path: '/' },
  'empty-inbox': { path: '/inbox' },
  'empty-repositories': { path: '/repositories' },
  'empty-new': { path: '/new' },
  'empty-usage': { path: '/usage' },
  'empty-trash': { path: '/trash' },
};

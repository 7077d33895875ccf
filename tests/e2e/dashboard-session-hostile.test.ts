/// <reference lib="dom" />
import {
  type Browser,
  type Page,
  type StandinDashboard,
  startChromium,
  startStandinDashboard,
} from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostileAnswers } from './support/hostile-session.ts';

let dashboard: StandinDashboard;
let browser: Browser;

beforeAll(async () => {
  dashboard = await startStandinDashboard(hostileAnswers());
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.[Symbol.asyncDispose]();
});

/** What a page did that it must not do. */
interface Misdeeds {
  requests: string[];
  errors: string[];
  dialogs: string[];
}

async function watchedPage(): Promise<{ page: Page; misdeeds: Misdeeds }> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 2_400 } });
  const misdeeds: Misdeeds = { requests: [], errors: [], dialogs: [] };
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(dashboard.url) && !url.startsWith('data:')) misdeeds.requests.push(url);
  });
  page.on('pageerror', (error) => misdeeds.errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') misdeeds.errors.push(message.text());
  });
  page.on('dialog', (dialog) => {
    misdeeds.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return { page, misdeeds };
}

/** Unfolds all there is and scrolls through it, so that every text is rendered once. */
async function lookAtEverything(page: Page): Promise<void> {
  const scroller = page.locator('[role=log]').first();
  for (let round = 0; round < 60; round += 1) {
    await page.evaluate(() => {
      for (const button of document.querySelectorAll<HTMLElement>('main [aria-expanded=false]'))
        button.click();
    });
    if ((await scroller.count()) === 0) return;
    const end = await scroller.evaluate((element, first) => {
      // As a hand that leaves the end.
      if (first) element.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }));
      element.scrollTop += first ? -1e9 : element.clientHeight * 4;
      return element.scrollTop + element.clientHeight >= element.scrollHeight - 1;
    }, round === 0);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    if (end && round > 0) return;
  }
}

interface Findings {
  pwned: boolean;
  links: string[];
  unsafeLinks: string[];
  foreign: string[];
  /** Elements with characters that change a text without being seen. */
  unseen: string[];
}

function inspect(page: Page): Promise<Findings> {
  return page.evaluate(() => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('main a[href]')];
    const outward = links.filter((link) => !(link.getAttribute('href') ?? '').startsWith('#'));
    return {
      pwned: 'pwned' in window,
      links: outward.map((link) => link.href),
      unsafeLinks: outward
        .filter(
          ({ href, rel, target }) =>
            !/^(https?|mailto):/.test(href) || target !== '_blank' || !rel.includes('noopener'),
        )
        .map(({ href }) => href),
      foreign: [
        ...document.querySelectorAll(
          'iframe, object, embed, video, base, main script, main style, main link',
        ),
      ].map(({ outerHTML }) => outerHTML),
      unseen: [...document.querySelectorAll('main :not(textarea)')]
        .filter(({ children }) => children.length === 0)
        // oxlint-disable-next-line no-control-regex
        .filter(({ textContent }) => /[\u0000-\u0008\u001b\u200b\u202e\u2066]/.test(textContent))
        .map(({ outerHTML }) => outerHTML.slice(0, 200)),
    };
  });
}

test.each(['', 'diff', 'files', 'logs', 'network', 'usage', 'info'])(
  'whatever a session says, side "%s" shows it and runs none of it',
  async (side) => {
    const { page, misdeeds } = await watchedPage();
    await page.goto(`${dashboard.url}#/sessions/00000001/${side}`);
    await page.getByText('window.pwned=1').first().waitFor({ state: 'attached' });
    await lookAtEverything(page);
    const { links, ...found } = await inspect(page);
    expect(found).toEqual({ pwned: false, unsafeLinks: [], foreign: [], unseen: [] });
    expect(links.every((href) => !href.includes('pwned'))).toBe(true);
    expect(misdeeds).toEqual({ requests: [], errors: [], dialogs: [] });
    await page.close();
  },
);

test('a file of any name can be opened, and its content is text', async () => {
  const { page, misdeeds } = await watchedPage();
  await page.goto(`${dashboard.url}#/sessions/00000001/files`);
  await page.locator('main li button').first().click();
  await page.locator('main ol li').first().waitFor();
  expect(dashboard.server.calls.at(-1)).toMatchObject({
    method: 'session.file',
    params: { path: '<script>window.pwned=1</script>' },
  });
  expect((await inspect(page)).pwned).toBe(false);
  expect(misdeeds).toEqual({ requests: [], errors: [], dialogs: [] });
  await page.close();
});

/** Makes a picture of every screen, light and dark, wide and narrow, over the real daemons. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startProduct } from 'hero-claude-testkit';
import { type Browser, startChromium, startDashboard } from 'hero-claude-testkit/browser';
import { makeFleet } from './fleet.ts';

const folder = join(import.meta.dirname, '..', '..', 'build', 'screenshots');
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 780 } };
const only = process.argv.slice(2);

/** What shows that a screen is there, by its route. */
function screens(session: string): Record<string, string> {
  return {
    fleet: '/',
    inbox: '/inbox',
    new: '/new?repo=shop',
    session: `/sessions/${session}`,
    diff: `/sessions/${session}/diff`,
    files: `/sessions/${session}/files`,
    info: `/sessions/${session}/info`,
    repositories: '/repositories',
    usage: '/usage',
    log: '/log',
    trash: '/trash',
    mcp: '/mcp',
    api: '/api?method=session.create',
    settings: '/settings',
    help: '/help',
  };
}

async function shoot(browser: Browser, loginUrl: string, session: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') console.log(`${size} ${colorScheme}: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.log(`${size} ${colorScheme}: ${error.message}`));
      await page.goto(loginUrl);
      for (const [name, path] of Object.entries(screens(session))) {
        if (only.length > 0 && !only.includes(name)) continue;
        await page.evaluate((to) => {
          location.hash = to;
        }, path);
        // The event stream never ends, so the network is never idle: what is loading says so.
        await page.locator('main h1, main h2').first().waitFor();
        const loading = page.getByText(/^\s*(Loading|Looking for)/);
        while ((await loading.count()) > 0) await loading.first().waitFor({ state: 'detached' });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (overflow > 0) console.log(`${name} ${size}: ${overflow} px too wide`);
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
      }
      await context.close();
    }
  }
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await using product = await startProduct();
await using dashboard = await startDashboard(product);
const { reviewed } = await makeFleet(product);
const browser = await startChromium();
try {
  await shoot(browser, dashboard.loginUrl, reviewed);
} finally {
  await browser.close();
}
console.log(folder);

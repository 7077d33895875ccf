/** Makes a picture of every screen, light and dark, wide and narrow, over the real daemons. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startProduct } from 'hero-claude-testkit';
import { type Browser, type Page, startChromium, startDashboard } from 'hero-claude-testkit/browser';
import { makeFleet } from './fleet.ts';
import { emptyShots, type Shot, shotsOf } from './screens.ts';

const folder = join(import.meta.dirname, '..', '..', 'build', 'screenshots');
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 780 } };
const only = process.argv.slice(2);

async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(async (to) => {
    location.hash = to;
    // The screen before is still there until the new one was drawn once.
    for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, path);
  // The event stream never ends, so the network is never idle: what is loading says so.
  const loading = page.getByText(/^\s*(Loading|Looking for)/);
  while ((await loading.count()) > 0) await loading.first().waitFor({ state: 'detached' });
}

async function shoot(browser: Browser, loginUrl: string, shots: Record<string, Shot>): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      // What runs this file marks functions by a name that pages do not know.
      await page.addInitScript({ content: 'globalThis.__name = (value) => value' });
      page.on('console', (message) => {
        if (message.type() === 'error') console.log(`${size} ${colorScheme}: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.log(`${size} ${colorScheme}: ${error.message}`));
      await page.goto(loginUrl);
      for (const [name, { path, prepare }] of Object.entries(shots)) {
        if (only.length > 0 && !only.includes(name)) continue;
        await goTo(page, path);
        await prepare?.(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (overflow > 0) console.log(`${name} ${size}: ${overflow} px too wide`);
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
        if (prepare !== undefined) await page.reload();
      }
      await context.close();
    }
  }
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await using product = await startProduct();
await using dashboard = await startDashboard(product);
const browser = await startChromium();
try {
  await shoot(browser, dashboard.loginUrl, emptyShots);
  const { reviewed, finished } = await makeFleet(product);
  await shoot(browser, dashboard.loginUrl, shotsOf(reviewed, finished));
} finally {
  await browser.close();
}
console.log(folder);

/**
 * Makes a picture of every screen, light and dark, wide and narrow, over the real daemons, and of states that these
 * are seldom in. With names, only of those.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startProduct } from 'hero-claude-testkit';
import { type Browser, type Page, startChromium, startDashboard } from 'hero-claude-testkit/browser';
import { makeFleet } from './fleet.ts';
import { emptyShots, type Shot, shotsOf } from './screens.ts';
import { states } from './states.ts';

const folder = join(import.meta.dirname, '..', '..', 'build', 'screenshots');
const sizes = {
  wide: { viewport: { width: 1280, height: 800 } },
  narrow: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
};
const only = process.argv.slice(2);

/** Those that were asked for by name; all where none was. */
function chosen(shots: Record<string, Shot>): [name: string, shot: Shot][] {
  return Object.entries(shots).filter(([name]) => only.length === 0 || only.includes(name));
}

async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(async (to) => {
    location.hash = to;
    // The screen before is still there until the new one was drawn once.
    for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, path);
}

/** The event stream never ends, so the network is never idle: what is loading says so. */
async function settle(page: Page): Promise<void> {
  const loading = page.getByText(/^\s*(Loading|Looking for)/);
  while ((await loading.count()) > 0) await loading.first().waitFor({ state: 'detached' });
}

async function shoot(
  browser: Browser,
  url: string,
  shots: Record<string, Shot>,
  { settles = true } = {},
): Promise<void> {
  for (const [size, device] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ ...device, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      // What runs this file marks functions by a name that pages do not know.
      await page.addInitScript({ content: 'globalThis.__name = (value) => value' });
      page.on('console', (message) => {
        if (message.type() === 'error') console.log(`${size} ${colorScheme}: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.log(`${size} ${colorScheme}: ${error.message}`));
      await page.goto(url);
      for (const [name, { path, prepare }] of chosen(shots)) {
        await goTo(page, path);
        if (settles) await settle(page);
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
const browser = await startChromium();

async function shootStates(): Promise<void> {
  for (const { open, shots, settles } of states) {
    if (chosen(shots).length === 0) continue;
    await using dashboard = await open();
    await shoot(browser, dashboard.url, shots, { settles });
  }
}

async function shootProduct(): Promise<void> {
  await using product = await startProduct();
  await using dashboard = await startDashboard(product);
  await shoot(browser, dashboard.loginUrl, emptyShots);
  const { reviewed, finished } = await makeFleet(product);
  await shoot(browser, dashboard.loginUrl, shotsOf(reviewed, finished));
}

try {
  await shootStates();
  if (chosen({ ...emptyShots, ...shotsOf('', '') }).length > 0) await shootProduct();
} finally {
  await browser.close();
}
console.log(folder);

import { type Browser, chromium } from 'playwright-core';

/** Debian's; `scripts/setup.sh --browser` installs it. */
const executablePath = process.env['HERO_CLAUDE_CHROMIUM'] ?? '/usr/bin/chromium';

/** Containers have no sandbox of their own to offer, and nothing may be fetched in the background. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser without a window and without a past. Whoever starts it closes it. */
export async function startChromium(): Promise<Browser> {
  try {
    return await chromium.launch({ executablePath, args, headless: true });
  } catch (error) {
    throw new Error(`No browser at ${executablePath}: run scripts/setup.sh --browser`, { cause: error });
  }
}

export type { Browser, BrowserContext, Page } from 'playwright-core';
export { startChromium } from './browser/chromium.ts';
export { type Dashboard, startDashboard } from './browser/dashboard.ts';

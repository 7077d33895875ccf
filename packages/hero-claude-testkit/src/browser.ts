export type { Browser, BrowserContext, Page } from 'playwright-core';
export { startChromium } from './browser/chromium.ts';
export { type Dashboard, startDashboard } from './browser/dashboard.ts';
export { type StandinDashboard, startStandinDashboard } from './browser/standin-dashboard.ts';
export type { StandinAnswer, StandinEvent, StandinServer } from './browser/standin-server.ts';
export { type StandinLine, standinAnswers, standinSession } from './browser/standin-session.ts';

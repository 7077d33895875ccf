import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTempHome,
  documentedPrefix,
  documentedSite,
  nginxGroup,
  type Product,
  type ProxyProgram,
  proxyProblem,
  script,
  startProduct,
  startReverseProxy,
  type TempHome,
  text,
} from 'hero-claude-testkit';
import { type Browser, startChromium } from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { view } from './support/browser.ts';
import { runCli } from './support/cli.ts';
import { addRepo, clientOf, runTurn } from './support/session.ts';

const secret = 'sixty-four letters that nobody else knows, and then some more of them';

let home: TempHome;
let product: Product;
let browser: Browser;
let sessionId: string;
let token: string;

/** A home whose sockets lie where a proxy of another user gets to. */
async function homeForProxies(): Promise<TempHome> {
  const made = await createTempHome();
  const socketDir = join(made.dir, 's');
  await chmod(made.dir, 0o711);
  const env: Record<string, string> = { ...made.env, HERO_SOCKET_DIR: socketDir };
  if (process.getuid?.() === 0) env['HERO_SOCKET_GROUP'] = nginxGroup;
  return { ...made, socketDir, env };
}

beforeAll(async () => {
  home = await homeForProxies();
  product = await startProduct({ home });
  await addRepo(product, 'shop');
  const task = `Talk. ${script(text('Hello from behind.'))}`;
  ({ session_id: sessionId } = await runTurn(clientOf(product), { repos: ['shop'], name: 'Talk', task }));
  await product.server.stop();
  home.env['HERO_SECRET'] = secret;
  await product.start('server');
  await product.start('ui');
  token = (await runCli(product, ['token'])).stdout.trim();
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await product?.close();
  await home?.close();
});

const variants: { program: ProxyProgram; prefix: string }[] = [
  { program: 'nginx', prefix: documentedPrefix },
  { program: 'caddy', prefix: '' },
];

for (const { program, prefix } of variants) {
  test(`behind ${program}, below ${prefix}/, it wants a token and works as at its own port`, async ({
    skip,
  }) => {
    const problem = await proxyProblem(program);
    skip(problem !== undefined, problem);
    const socket = product.socket('ui');
    const site = await documentedSite(program, { socket, prefix: prefix !== '' });
    await using proxy = await startReverseProxy(program, site);
    const base = new URL(`${prefix}/`, proxy.url).href;
    const refused = await fetch(`${base}rpc`, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(401);

    const { page, complaints } = await view(browser, `${base}#/sessions/${sessionId}`);
    await page.getByLabel('Login link or token').fill(token);
    await page.getByRole('button', { name: 'Log in' }).click();
    const log = page.getByRole('log', { name: 'Conversation' });
    await log.getByText('Hello from behind.', { exact: true }).waitFor();
    await page.reload();
    await log.getByText('Hello from behind.', { exact: true }).waitFor();

    // What another client does is told at once: the stream is not held back.
    await page.getByLabel('Say something to the agent').fill(`Go on. ${script(text(`By ${program}.`))}`);
    await page.getByRole('button', { name: 'Send' }).click();
    await log.getByText(`By ${program}.`, { exact: true }).waitFor();
    expect(await page.getByText('holds the event stream back').count()).toBe(0);

    expect(complaints).toEqual([]);

    await page.goto(`${base}#/sessions/${sessionId}/terminal`);
    const terminal = page.getByTestId('terminal');
    // The prompt of the shell: what is typed before it is there has nowhere to go.
    await expect.poll(() => terminal.locator('.xterm-rows').innerText(), { timeout: 60_000 }).toContain('$');
    await terminal.click();
    await page.keyboard.type(`echo "over $((6*7)) ${program}"\n`);
    await terminal.getByText(`over 42 ${program}`).waitFor();
    await page.context().close();
  });
}

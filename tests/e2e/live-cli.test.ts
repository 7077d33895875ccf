import type { Client } from 'hero-claude-sdk';
import {
  apiError,
  type Product,
  sampleFix,
  script,
  startProduct,
  text,
  tool,
  tools,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cliOnTerminal, runCli } from './support/cli.ts';
import { addRepo, clientOf } from './support/session.ts';

let product: Product;
let client: Client;
beforeAll(async () => {
  product = await startProduct();
  client = clientOf(product);
  await addRepo(product, 'shop');
});
afterAll(() => product.close());

const fix = tool('Bash', { command: sampleFix });

test('ask ends with what the turn came to, and delivers when it went well', async () => {
  const [done, failed, interrupted] = await Promise.all([
    runCli(product, ['ask', '-', '--repo', 'shop', '--quiet', '--finish', '--json'], {
      input: `Fix it. ${script(fix, text('Trimmed.'))}\n`,
    }),
    runCli(product, [
      'ask',
      script(apiError(403, { message: 'no such thing' }), text('never said')),
      '--repo',
      'shop',
    ]),
    runCli(
      product,
      ['ask', script(tool('Bash', { command: 'tail -f /dev/null' })), '--repo', 'shop', '--keep'],
      {
        once: { after: '● Bash  tail', act: (interrupt) => interrupt() },
      },
    ),
  ]);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(done.stdout)).toMatchObject({
    session: { status: 'completed' },
    turn: { state: 'done', result: 'Trimmed.' },
    finish: { repos: [{ name: 'shop', pushed: true, commits: 1 }] },
  });
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(/✗ Failed to authenticate[\s\S]*turn 1 failed/);
  expect(interrupted.code).toBe(130);
  expect(interrupted.stdout).toContain('turn 1 interrupted');
  const id = /session attach ([0-9a-f]{8})/.exec(interrupted.stderr)?.[1] ?? 'no id';
  expect((await client.session.info({ session_id: id })).agent?.state).toBe('idle');
  await client.session.stop({ session_id: id });
});

test('a live session is steered, answered, left and taken up again, and loses nothing to a killed server', async () => {
  const ask = tool('AskUserQuestion', {
    questions: [
      {
        question: 'Which colour?',
        header: 'Colour',
        options: [
          { label: 'Red', description: 'warm' },
          { label: 'Blue', description: 'cold' },
        ],
        multiSelect: false,
      },
    ],
  });
  const task = `Go. ${script(
    tools([
      { name: 'Bash', input: { command: 'until [ -e go ]; do sleep 0.1; done', description: 'wait' } },
      { name: 'Bash', input: { command: 'echo side by side' } },
    ]),
    tool('Write', { file_path: '/workspace/code/shop/a.txt', content: 'hi\u001b[2J' }),
    ask,
    text('All \u001b]52;c;eA==\u0007done.'),
  )}`;
  const { session_id } = await client.session.create({
    repos: ['shop'],
    name: 'Paint',
    task,
    permission_mode: 'default',
  });
  await client.session.start({ session_id });
  await using first = cliOnTerminal(product, 'session', 'attach', 'Paint');
  await first.until(/○ Bash {2}until/);
  first.type('use oil\r');
  await first.until(/sent, heard at the agent's next step: use oil/);
  await product.server.kill9();
  await first.until(/the server is away/);
  await product.start('server');
  await first.until(/Paint · working/);
  // Refused while the server settles what its last run left.
  const go = () => client.session.exec({ session_id, command: ['touch', 'go'] }).then(() => true);
  await expect.poll(() => go().catch(() => false), { timeout: 30_000 }).toBe(true);
  await first.until(/may it use Write\?[\s\S]*hi\\x1b\[2J[\s\S]*answer>/);
  // Ctrl-D on an empty line leaves without interrupting.
  first.type('\u0004');
  expect(await first.exited).toBe(0);
  const seen = first.screen();
  expect(seen).toMatch(/┌ Bash {2}until .*\n└ Bash {2}echo side by side {2}1 line/);
  expect(seen.match(/^> use oil$/gm)).toHaveLength(1);
  expect(seen).toMatch(/come back with: hero-claude session attach/);

  await using inbox = cliOnTerminal(product, 'inbox', '--follow');
  await inbox.until(/may it use Write\?[\s\S]*y allow/);
  inbox.type('y');
  await inbox.until(/✓ Paint {2}Write .* allowed[\s\S]*1-2 choose/);
  const again = runCli(product, ['session', 'attach', 'Paint'], {
    once: { after: 'turn 1 done', act: () => void client.session.stop({ session_id }) },
  });
  inbox.type('2');
  await inbox.until(/✓ Paint {2}Which colour\? {2}answered[\s\S]*nothing waits for you/);
  inbox.type('q');
  expect(await inbox.exited).toBe(0);
  const { code, stdout } = await again;
  expect(code).toBe(0);
  expect(stdout.match(/^(> (Go|use oil)|● \w+|All .*|turn 1 done)/gm)).toEqual([
    '> Go',
    '● Bash',
    '● Bash',
    '> use oil',
    '● Write',
    '● AskUserQuestion',
    'All \\x1b]52;c;eA==\\x07done.',
    'turn 1 done',
  ]);
  const told = product.modelServer.requests.some(({ body }) =>
    body.includes('\\"Which colour?\\"=\\"Blue\\"'),
  );
  expect(told).toBe(true);
});

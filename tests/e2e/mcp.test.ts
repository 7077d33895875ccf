import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  daemonCommand,
  script,
  startClaude,
  startDaemon,
  startProduct,
  text,
  tool,
} from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf } from './support/session.ts';

/** The tools of the original, by their names for Claude Code. */
const originals = [
  'server_info server_health repo_list repo_info logs_get session_create session_start session_stop',
  'session_finish session_destroy session_sync session_list session_info session_logs session_exec',
].flatMap((names) => names.split(' ').map((name) => `mcp__hero__${name}`));

test('Claude Code connects over TCP, lists the tools, makes a session and reads it', async () => {
  await using product = await startProduct();
  const { home } = product;
  const { command, args } = daemonCommand('ui');
  const socket = join(home.socketDir, 'hero_claude_ui.sock');
  await using _ui = await startDaemon({
    command,
    args: [...args, '--tcp'],
    env: home.env,
    socket,
    readyTimeoutMs: 60_000,
  });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const token = (await readFile(join(home.dir, 'hero', 'cfg', 'hero_claude', 'token'), 'utf8')).trim();
  const hero = {
    type: 'http',
    url: `http://127.0.0.1:${home.port}/mcp`,
    headers: { Authorization: `Bearer ${token}` },
  };

  const config = JSON.stringify({ mcpServers: { hero } });
  await using claude = await startClaude({
    home,
    cwd: home.dir,
    modelUrl: product.modelServer.url,
    args: ['--strict-mcp-config', '--mcp-config', config, '--allowedTools', originals.join(',')],
    env: { ANTHROPIC_API_KEY: 'sk-ant-test-00000000', MCP_TIMEOUT: '60000' },
  });
  claude.prompt(
    script(
      tool('mcp__hero__session_create', { repos: ['shop'], task: 'Mend the login', name: 'By MCP' }),
      text('It is made.'),
    ),
  );
  const init = await claude.waitFor(({ subtype }) => subtype === 'init', { timeoutMs: 90_000 });
  expect(init['mcp_servers']).toMatchObject([{ name: 'hero', status: 'connected' }]);
  expect(init['tools']).toEqual(expect.arrayContaining(originals));
  expect(init['tools']).not.toContain('mcp__hero__logs_clear');
  const made = await claude.waitFor(({ type }) => type === 'result', { timeoutMs: 60_000 });
  expect(made).toMatchObject({ is_error: false, result: 'It is made.' });

  const [session] = await client.session.list({});
  expect(session).toMatchObject({ name: 'By MCP', status: 'created', repos: [{ name: 'shop' }] });
  const from = claude.lines.length;
  claude.prompt(
    script(tool('mcp__hero__session_info', { session_id: session?.session_id }), text('I know it all.')),
  );
  await claude.waitFor(({ type }) => type === 'result', { from, timeoutMs: 60_000 });
  const answer = claude.lines.slice(from).find((line) => JSON.stringify(line).includes('tool_result'));
  // What the model read is what the server has.
  expect(JSON.stringify(answer)).toContain(session?.repos[0]?.base.commit);
});

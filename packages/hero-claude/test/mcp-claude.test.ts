import { join } from 'node:path';
import {
  cliCommand,
  createSampleRepo,
  createTempHome,
  daemonCommand,
  rpcCall,
  script,
  startClaude,
  startDaemon,
  startModelServer,
  text,
  tool,
} from 'hero-claude-testkit';
import { expect, it } from 'vitest';

const tools = ['session_create', 'session_list'].map((name) => `mcp__hero__${name}`);

it('lets Claude Code connect, see the tools, and make and read a session', { timeout: 180_000 }, async () => {
  await using home = await createTempHome();
  await createSampleRepo(join(home.codeRoot, 'shop'));
  const socket = join(home.socketDir, 'hero_claude_server.sock');
  await using _server = await startDaemon({
    ...daemonCommand('server'),
    env: home.env,
    socket,
    readyTimeoutMs: 60_000,
  });
  await using model = await startModelServer();
  const config = JSON.stringify({ mcpServers: { hero: { ...cliCommand('mcp'), env: home.env } } });
  await using claude = await startClaude({
    home,
    cwd: home.dir,
    modelUrl: model.url,
    args: ['--strict-mcp-config', '--mcp-config', config, '--allowedTools', tools.join(',')],
    env: { MCP_TIMEOUT: '60000' },
  });
  claude.prompt(
    script(
      tool('mcp__hero__session_create', { repos: ['shop'], task: 'Mend the login', name: 'By MCP' }),
      tool('mcp__hero__session_list', {}),
      text('There it is.'),
    ),
  );
  const init = await claude.waitFor(({ type, subtype }) => type === 'system' && subtype === 'init', {
    timeoutMs: 90_000,
  });
  expect(init['mcp_servers']).toMatchObject([{ name: 'hero', status: 'connected' }]);
  expect(init['tools']).toEqual(
    expect.arrayContaining([...tools, 'mcp__hero__repo_list', 'mcp__hero__session_exec']),
  );

  const result = await claude.waitFor(({ type }) => type === 'result', { timeoutMs: 60_000 });
  expect(result).toMatchObject({ is_error: false, result: 'There it is.' });
  const sessions = await rpcCall<{ session_id: string; name: string }[]>(socket, 'session.list', {});
  expect(sessions).toMatchObject([{ name: 'By MCP', status: 'created' }]);
  // What the model read back is what the server has.
  expect(JSON.stringify(model.requests.at(-1)?.body)).toContain(sessions[0]?.session_id);
});

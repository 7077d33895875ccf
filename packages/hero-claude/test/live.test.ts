import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempHome, type TempHome } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { startRpcServer } from './fixtures/rpc-server.ts';
import { cliOnTerminal, runCli } from './run-cli.ts';

const slow = { timeout: 60_000 };
const session_id = 'a1b2c3d4';
const at = '2026-01-01T00:00:00Z';

const money = { cost_usd: 0, budget_usd: 2, unpriced_calls: 0, tokens: 5000, used_percent: 1, level: 'ok' };
const session = {
  session_id,
  name: 'Mend the login',
  status: 'running',
  agent: { state: 'working', since: at },
  problem: null,
  repos: [],
  money,
  created_at: at,
  updated_at: at,
};
const turn = {
  turn: 1,
  started_by: 'user',
  prompts: [],
  state: 'running',
  started_at: at,
  ended_at: null,
  duration_ms: null,
  result: null,
  api_error_status: null,
  tokens: null,
  cost_usd: null,
  tools: [],
  files: [],
  messages: 0,
  first_seq: 1,
  last_seq: 0,
};
/** Lines of the real CLI, as they were kept. */
const lines = readFileSync(join(import.meta.dirname, 'fixtures', 'transcript-tools.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((entry) => JSON.parse(entry) as { seq: number; line: string });

const views = lines.map(({ seq, line }) => ({
  seq,
  at,
  line: JSON.parse(line) as unknown,
  raw: null,
}));

function page({ after = 0 }: { after?: number }, upTo: number) {
  const messages = views.filter(({ seq }) => seq > after && seq <= upTo);
  return { messages, next: messages.at(-1)?.seq ?? after, more: false };
}

const idle = { session_id, type: 'session.changed', data: { agent: { state: 'idle', since: at } } };
const stopped = { session_id, type: 'session.changed', data: { status: 'stopped' } };
const said = (seq: number) => ({ session_id, type: 'session.message', data: lines[seq - 1] });

/** A server with a session that has said `past` lines so far. */
async function liveServer(home: TempHome, past: number, answers: Record<string, unknown> = {}) {
  let state: typeof turn = { ...turn, last_seq: past };
  let status = 'running';
  const server = await startRpcServer(home, {
    'session.list': [session],
    'trash.list': [],
    'session.info': () => ({ ...session, status }),
    'session.messages': (params: object) => page(params, past),
    'session.turns': () => ({ turns: [state], next: 1, more: false }),
    'queue.list': [],
    'approval.list': { approvals: [], more: false },
    ...answers,
  });
  const end = (): void => {
    state = { ...state, state: 'done' };
    server.tell(idle);
    status = 'stopped';
    server.tell(stopped);
  };
  return { server, end };
}

describe('a session that is watched', () => {
  it('is told whole and once, from the past through a broken stream to the end', slow, async () => {
    await using home = await createTempHome();
    let present = false;
    const { server, end } = await liveServer(home, 20, {
      'approval.list': () => {
        if (!present) setImmediate(goOn);
        present = true;
        return { approvals: [], more: false };
      },
    });
    await using _server = server;
    const goOn = (): void => {
      for (let seq = 21; seq <= 30; seq += 1) server.tell(said(seq));
      server.breakStreams();
      for (let seq = 31; seq <= lines.length; seq += 1) server.tell(said(seq));
      end();
    };
    const { code, stdout, stderr } = await runCli(home.env, [
      'session',
      'attach',
      'Mend the login',
      '--verbose',
    ]);
    expect(code).toBe(0);
    const once = ['> Fix the login.', '✗ Bash  false', 'It is mended.', '│ Two files.', 'turn 1 done'];
    expect(once.map((words) => stdout.split(words).length - 1)).toEqual(once.map(() => 1));
    expect(stderr).toContain('hero-claude session start a1b2c3d4');
    expect(stdout).not.toContain('\u001b');
  });

  it('is a line of JSON per event for scripts, verbatim', slow, async () => {
    await using home = await createTempHome();
    const { server } = await liveServer(home, 0);
    await using _server = server;
    server.tell(said(1));
    server.tell(said(10));
    server.tell(stopped);
    const { stdout, code } = await runCli(home.env, ['session', 'attach', 'a1b2', '--json', '--after', '0']);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; data: unknown });
    expect(code).toBe(0);
    expect(events).toEqual(
      [said(1), said(10), stopped].map((event, index) => ({ id: index + 1, at, ...event })),
    );
  });

  it('takes what is typed while it prints, in 80 columns', slow, async () => {
    await using home = await createTempHome();
    const { server, end } = await liveServer(home, 12, {
      'session.send': { uuid: 'u', state: 'sent', position: null },
    });
    await using _server = server;
    await using terminal = cliOnTerminal(home, ['session', 'attach', session_id]);
    await terminal.until(/○ Read {2}shop\/src\/login\.sh/);
    terminal.type('also the d');
    await terminal.until(/steer> also the d$/);
    for (let seq = 13; seq <= 18; seq += 1) server.tell(said(seq));
    await terminal.until(/└ Bash {2}false {2}failed[\s\S]*steer> also the d$/);
    terminal.type('ocs\r');
    const sent = await terminal.until(/sent, heard at the agent's next step: also the docs/);
    expect(sent.match(/also the d/g)).toHaveLength(1);
    expect(server.calls.find(({ method }) => method === 'session.send')?.params).toMatchObject({
      session_id,
      prompt: 'also the docs',
      mode: 'steer',
    });
    end();
    expect(await terminal.exited).toBe(0);
    const screen = terminal.screen();
    expect(screen).toMatch(/┌ Read .*\n├ Bash .*\n└ Bash/);
    expect(screen).not.toContain('steer>');
    expect(Math.max(...screen.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('shows words as they are written, and what is retried', slow, async () => {
    await using home = await createTempHome();
    const { server, end } = await liveServer(home, 35);
    await using _server = server;
    await using terminal = cliOnTerminal(home, ['session', 'attach', session_id, '--turns', '0']);
    await terminal.until(/steer>/);
    const message_id = (JSON.parse(lines[35]?.line ?? '{}') as { message: { id: string } }).message.id;
    const piece = { session_id, message_id, block: 0, kind: 'text' };
    server.whisper({ ...piece, text: 'It is' });
    server.whisper({ ...piece, text: ' men' });
    await terminal.until(/^It is men$/m);
    const agent = { state: 'retrying', since: at, detail: '529 overloaded, attempt 3 of 10' };
    server.tell({ session_id, type: 'session.changed', data: { agent } });
    await terminal.until(/retrying \(529 overloaded, attempt 3 of 10\)/);
    const spent = { ...money, cost_usd: 1.7, used_percent: 85, level: 'warning' };
    server.tell({ session_id, type: 'session.changed', data: { money: spent } });
    await terminal.until(/85% of the budget is used[\s\S]*\$1\.70 of \$2\.00/);
    server.tell(said(36));
    await terminal.until(/^It is mended\.$/m);
    end();
    expect(await terminal.exited).toBe(0);
    expect(terminal.screen().match(/It is/g)).toHaveLength(1);
  });

  it('is interrupted by Ctrl-C, and left by the second', slow, async () => {
    await using home = await createTempHome();
    const { server } = await liveServer(home, 12, { 'session.interrupt': { interrupted: true, queued: 0 } });
    await using _server = server;
    await using terminal = cliOnTerminal(home, ['session', 'attach', session_id], { NO_COLOR: '1' });
    await terminal.until(/steer>/);
    terminal.type('\u0003');
    await terminal.until(/interrupting the turn/);
    terminal.type('\u0003');
    expect(await terminal.exited).toBe(0);
    expect(terminal.screen()).toContain('come back with: hero-claude session attach a1b2c3d4');
    expect(server.calls.filter(({ method }) => method === 'session.interrupt')).toHaveLength(1);
    // oxlint-disable-next-line no-control-regex
    expect(terminal.bytes()).not.toMatch(/\u001b\[\d+m/);
  });

  it('goes on with an agent that is started again after a crash', slow, async () => {
    await using home = await createTempHome();
    const resume = { attempt: 1, due_at: null, reason: 'The agent was killed' };
    const { server } = await liveServer(home, 12, {
      'session.info': () =>
        crashed ? { ...session, status: 'stopped', resume } : { ...session, resume: null },
    });
    let crashed = false;
    await using _server = server;
    await using terminal = cliOnTerminal(home, ['session', 'attach', session_id]);
    await terminal.until(/○ Read/);
    crashed = true;
    const agent = { state: 'exited', since: at, exit_code: null };
    server.tell({ session_id, type: 'session.changed', data: { status: 'stopped', agent } });
    await terminal.until(/Read .* no result[\s\S]*The agent was killed; it is started again now, attempt 1/);
    server.tell({ session_id, type: 'session.changed', data: { status: 'running', agent: session.agent } });
    await terminal.until(/Mend the login · working/);
    terminal.type('\u0004');
    expect(await terminal.exited).toBe(0);
  });

  it('waits for a server that is away', slow, async () => {
    await using home = await createTempHome();
    const { server } = await liveServer(home, 12);
    await using terminal = cliOnTerminal(home, ['session', 'attach', session_id]);
    await terminal.until(/working/);
    await server[Symbol.asyncDispose]();
    await terminal.until(/the server is away, waiting for it/);
    const again = await liveServer(home, 12);
    await using _server = again.server;
    await terminal.until(/working .*Ctrl-C interrupts/);
    again.end();
    expect(await terminal.exited).toBe(0);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  apiError,
  createTempHome,
  type Daemon,
  daemonCommand,
  freePort,
  type ModelServer,
  rpcCall,
  script,
  startDaemon,
  startModelServer,
  type TempHome,
  text,
  tool,
} from 'hero-claude-testkit';
import { expect, it } from 'vitest';
import { type ClaudeRun, runClaude } from './run-claude.ts';
import { containerUser } from './run-in-container.ts';

const apiKey = 'sk-ant-planted-secret';

/** The gateway as a process, in front of a scripted model, with one open session. */
class Stage implements AsyncDisposable {
  readonly home: TempHome;
  readonly model: ModelServer;
  readonly token = `hero-${randomBytes(16).toString('hex')}`;
  readonly sessionId = randomBytes(4).toString('hex');
  readonly runDir: string;
  readonly #env: Record<string, string>;
  #daemon: Daemon | undefined;

  constructor(home: TempHome, model: ModelServer, env: Record<string, string>) {
    this.home = home;
    this.model = model;
    this.#env = env;
    this.runDir = join(home.dir, 'hero', 'var', 'hero_claude', 'run', this.sessionId);
  }

  static async open(env: Record<string, string> = { ANTHROPIC_API_KEY: apiKey }): Promise<Stage> {
    const credential = { header: 'x-api-key', value: apiKey } as const;
    const stage = new Stage(await createTempHome(), await startModelServer({ credential }), env);
    await stage.start();
    await rpcCall(stage.gateway.socket, 'session.open', {
      session_id: stage.sessionId,
      token_sha256: createHash('sha256').update(stage.token).digest('hex'),
      run_dir: stage.runDir,
      ...containerUser,
      egress: { policy: 'none' },
    });
    return stage;
  }

  get gateway(): Daemon {
    if (this.#daemon === undefined) throw new Error('the gateway does not run');
    return this.#daemon;
  }

  async start(): Promise<void> {
    this.#daemon = await startDaemon({
      ...daemonCommand('gateway'),
      env: { ...this.home.env, HERO_CLAUDE_MODEL_URL: this.model.url, ...this.#env },
      socket: join(this.home.socketDir, 'hero_claude_gateway.sock'),
    });
  }

  prompt(text: string, token = this.token): Promise<ClaudeRun> {
    return runClaude(this.runDir, token, text);
  }

  calls(): Promise<{ entries: Record<string, unknown>[] }> {
    return rpcCall(this.gateway.socket, 'model.log', { session_id: this.sessionId });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.stop();
    await this.model.close();
    await this.home.close();
  }
}

it('a turn with tools, with no credential in the container', async () => {
  await using stage = await Stage.open();
  const steps = [
    tool('Bash', { command: 'cat /proc/self/environ /proc/1/environ | tr "\\0" "\\n"; ls /run/hero' }),
    text('All done.', { usage: { input_tokens: 1_000, output_tokens: 50 } }),
  ];
  const run = await stage.prompt(script(...steps));
  expect(run.result).toMatchObject({ is_error: false, result: 'All done.' });
  const toolResult = JSON.stringify(run.lines.filter(({ type }) => type === 'user'));
  expect(toolResult).toContain('model.sock');
  expect(run.stdout).not.toContain(apiKey);
  const usage = await rpcCall(stage.gateway.socket, 'session.usage', { session_id: stage.sessionId });
  expect(usage).toMatchObject({ messages: 2, input_tokens: 1_100 });
});

it('a wrong token: one 403, at once, with the reason', async () => {
  await using stage = await Stage.open();
  const run = await stage.prompt('hello', 'not-the-token');
  expect(run.result).toMatchObject({ is_error: true, api_error_status: 403 });
  expect(run.result['result']).toContain('the session token is not the one of this session');
  expect(run.retries).toEqual([]);
  expect(stage.model.requests).toEqual([]);
  expect((await stage.calls()).entries).toMatchObject([{ reason: 'wrong_token', status: 403 }]);
});

it('no credential on the host: the fix is what the person reads, at once', async () => {
  await using stage = await Stage.open({});
  const run = await stage.prompt('hello');
  expect(run.result).toMatchObject({ is_error: true, api_error_status: 403 });
  expect(run.result['result']).toContain('claude setup-token');
  expect(run.retries).toEqual([]);
});

it('a gateway killed in mid-stream and started again: the turn completes', async () => {
  await using stage = await Stage.open();
  const long = 'word '.repeat(200);
  const turn = stage.prompt(script(text(long, { chunks: 100, chunk_delay_ms: 25 })));
  await stage.model.waitFor(({ outcome }) => outcome === 'streaming');
  await stage.gateway.kill9();
  await stage.model.waitFor(({ outcome }) => outcome === 'client_gone');
  await stage.start();
  const run = await turn;
  expect(run.result).toMatchObject({ is_error: false });
  expect(String(run.result['result'])).toContain('word word');
});

it('a login the API refuses ends the turn at once, and says what mends it', async () => {
  await using stage = await Stage.open();
  const run = await stage.prompt(script(apiError(401, { times: 20 }), text('never')));
  expect(run.result).toMatchObject({ is_error: true, api_error_status: 403 });
  expect(String(run.result['result'])).toContain('claude setup-token');
  expect(run.retries).toEqual([]);
  expect(stage.model.requests).toHaveLength(1);
});

it('failures reach the agent as they are, each asked for once, and the turn completes', async () => {
  await using stage = await Stage.open();
  const faults = [apiError(529, { retry_after: 1 }), apiError(502), apiError(500)];
  const run = await stage.prompt(script(...faults, text('fine', { delay_ms: 1_000 })));
  expect(run.result).toMatchObject({ is_error: false, result: 'fine' });
  expect(run.retries.map(({ status }) => status)).toEqual([529, 502, 500]);
  // By itself the agent would wait half a second.
  expect(run.retries[0]?.delayMs).toBeGreaterThanOrEqual(1_000);
  expect((await stage.calls()).entries.map(({ status }) => status)).toEqual([529, 502, 500, 200]);
  expect(stage.model.requests).toHaveLength(4);
});

it('a cut answer is cut for the agent, too, which asks again', async () => {
  await using stage = await Stage.open();
  const run = await stage.prompt(script({ text: 'cut', cut_after_chunks: 1 }, text('fine')));
  expect(run.result).toMatchObject({ is_error: false, result: 'fine' });
  expect((await stage.calls()).entries).toMatchObject([{ outcome: 'cut' }, { outcome: 'answered' }]);
});

it('a used-up account is final, in the words of the API, and its limits are kept', async () => {
  await using stage = await Stage.open();
  const headers = {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(Math.floor(Date.now() / 1_000) + 3_600),
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
  };
  const run = await stage.prompt(script({ headers, error: { status: 429, type: 'rate_limit_error' } }));
  expect(run.result).toMatchObject({ is_error: true, api_error_status: 429 });
  expect(run.retries).toEqual([]);
  expect(run.lines).toContainEqual(expect.objectContaining({ type: 'rate_limit_event' }));
  const status = await rpcCall(stage.gateway.socket, 'credential.status');
  expect(status).toMatchObject({ rate_limits: { headers } });
});

it('an upstream that is down is waited for', async () => {
  const port = await freePort();
  await using stage = await Stage.open({
    ANTHROPIC_API_KEY: apiKey,
    HERO_CLAUDE_MODEL_URL: `http://127.0.0.1:${port}`,
  });
  const turn = stage.prompt(script(text('back')));
  await expect.poll(() => stage.gateway.logs(), { timeout: 30_000 }).toContain('upstream_unreachable');
  await using late = await startModelServer({ port });
  const run = await turn;
  expect(run.result).toMatchObject({ is_error: false, result: 'back' });
  expect(run.retries[0]).toMatchObject({ status: 502 });
  expect(late.requests).not.toEqual([]);
});

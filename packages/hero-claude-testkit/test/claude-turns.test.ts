import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  apiError,
  type Claude,
  claudeBinary,
  createTempHome,
  type ModelServer,
  type ScriptStepInput,
  script,
  startClaude,
  startModelServer,
  type TempHome,
  text,
  tool,
  tools,
} from '../src/index.ts';

interface Stage extends AsyncDisposable {
  home: TempHome;
  model: ModelServer;
  claude: Claude;
  cwd: string;
}

/** The real CLI in front of a scripted model. As root the CLI allows everything only in what it takes for a sandbox. */
async function stage(args: string[], env: Record<string, string> = {}): Promise<Stage> {
  const home = await createTempHome();
  const model = await startModelServer();
  const cwd = join(home.codeRoot, 'shop');
  await mkdir(cwd);
  const claude = await startClaude({
    home,
    cwd,
    modelUrl: model.url,
    args,
    env: { IS_SANDBOX: '1', ...env },
  });
  const close = async (): Promise<void> => {
    await claude[Symbol.asyncDispose]();
    await model.close();
    await home.close();
  };
  return { home, model, claude, cwd, [Symbol.asyncDispose]: close };
}

const bypass = ['--permission-mode', 'bypassPermissions'];

/** Plays one prompt to its result. */
async function turn(claude: Claude, ...steps: ScriptStepInput[]) {
  const from = claude.lines.length;
  claude.prompt(`Please help. ${script(...steps)}`);
  const result = await claude.waitFor(({ type }) => type === 'result', { from });
  return { result, lines: claude.lines.slice(from) };
}

// The first run on a machine fetches the binary.
beforeAll(async () => void (await claudeBinary()), 600_000);

describe('the real CLI against the scripted model', () => {
  it('plays a turn with tools, several turns long, in one process', async () => {
    await using s = await stage(bypass);
    const first = await turn(
      s.claude,
      tool('Bash', { command: 'echo hello > greeting.txt; echo from-bash' }, { text: 'I will write.' }),
      tool('Write', { file_path: join(s.cwd, 'note.md'), content: 'a note\n' }),
      text('All done.', { usage: { input_tokens: 1234, output_tokens: 56 } }),
    );
    expect(first.result).toMatchObject({
      subtype: 'success',
      is_error: false,
      result: 'All done.',
      num_turns: 3,
    });
    expect(readFileSync(join(s.cwd, 'greeting.txt'), 'utf8')).toBe('hello\n');
    expect(readFileSync(join(s.cwd, 'note.md'), 'utf8')).toBe('a note\n');
    expect(JSON.stringify(first.lines)).toContain('from-bash');
    const second = await turn(s.claude, text('Again.'));
    expect(second.result).toMatchObject({ result: 'Again.' });
    const third = s.claude.lines.length;
    s.claude.prompt('and now without a script');
    expect(await s.claude.waitFor(({ type }) => type === 'result', { from: third })).toMatchObject({
      is_error: false,
      result: expect.stringContaining('Hello from the scripted model') as string,
    });
    expect(await s.claude.end()).toEqual({ code: 0, signal: null });
    const asked = s.model.requests.filter(({ method }) => method === 'POST');
    expect(asked.map(({ step, outcome, status }) => [step, outcome, status])).toEqual([
      [0, 'completed', 200],
      [1, 'completed', 200],
      [2, 'completed', 200],
      [0, 'completed', 200],
      [null, 'completed', 200],
    ]);
    expect(new Set(asked.map(({ session }) => session)).size).toBe(1);
    expect(asked[0]?.headers['x-api-key']).toBe('sk-test');
  });

  it('plays parallel tools and a sub-agent with a script of its own', async () => {
    await using s = await stage(bypass);
    const inner = script(tool('Bash', { command: 'echo sub > sub.txt' }), text('The sub-agent is done.'));
    const { result, lines } = await turn(
      s.claude,
      tools([
        { name: 'Bash', input: { command: 'echo 1 > one.txt' } },
        { name: 'Bash', input: { command: 'echo 2 > two.txt' } },
      ]),
      tool('Agent', { description: 'count', prompt: `Count. ${inner}`, subagent_type: 'general-purpose' }),
      text('Both done.'),
    );
    expect(result).toMatchObject({ is_error: false });
    await s.claude.waitFor((line) => line.subtype === 'session_state_changed' && line['state'] === 'idle');
    const made = ['one.txt', 'two.txt', 'sub.txt'].filter((name) => existsSync(join(s.cwd, name)));
    expect(made).toEqual(['one.txt', 'two.txt', 'sub.txt']);
    expect(lines.some(({ subtype }) => subtype === 'task_started')).toBe(true);
    expect(s.model.requests.some(({ headers }) => headers['x-claude-code-agent-id'] !== undefined)).toBe(
      true,
    );
  });

  it('makes the CLI retry, and tells it how a request failed', async () => {
    await using s = await stage(bypass);
    const retried = await turn(
      s.claude,
      apiError(529, { type: 'overloaded_error', retry_after: 0, times: 2 }),
      text('After two retries.'),
    );
    expect(retried.result).toMatchObject({ is_error: false, result: 'After two retries.' });
    const retries = retried.lines.filter(({ subtype }) => subtype === 'api_retry');
    expect(retries).toMatchObject([{ error_status: 529 }, { error_status: 529 }]);

    const refused = await turn(s.claude, apiError(403, { message: 'not you' }), text('never said'));
    expect(refused.result).toMatchObject({ is_error: true, api_error_status: 403 });

    const torn = await turn(
      s.claude,
      { text: 'This sentence is torn in the middle of it.', chunks: 8, cut_after_chunks: 3 },
      { text: 'partly', sse_error: { type: 'overloaded_error' } },
      text('Whole in the end.'),
    );
    expect(torn.result).toMatchObject({ is_error: false, result: 'Whole in the end.' });
    expect(s.model.requests.filter(({ outcome }) => outcome === 'cut').length).toBe(1);
  });

  it('streams partial messages at the scripted pace', async () => {
    await using s = await stage([...bypass, '--include-partial-messages']);
    const { lines } = await turn(s.claude, {
      thinking: 'Let me see.',
      text: 'one two three four',
      chunks: 6,
      chunk_delay_ms: 5,
    });
    const deltas = lines
      .map(({ event }) => event as { type: string; delta?: { type: string; text?: string } } | undefined)
      .flatMap((event) => (event?.delta?.type === 'text_delta' ? [event.delta.text] : []));
    expect(deltas.length).toBe(6);
    expect(deltas.join('')).toBe('one two three four');
  });

  it('lets a question wait for its answer', async () => {
    await using s = await stage(['--permission-prompt-tool', 'stdio']);
    const question = {
      question: 'Which colour?',
      header: 'Colour',
      multiSelect: false,
      options: [
        { label: 'Red', description: 'like fire' },
        { label: 'Blue', description: 'like water' },
      ],
    };
    s.claude.prompt(script(tool('AskUserQuestion', { questions: [question] }), text('Thank you.')));
    const asked = await s.claude.waitFor(({ type }) => type === 'control_request');
    expect(asked['request']).toMatchObject({ subtype: 'can_use_tool', tool_name: 'AskUserQuestion' });
    const answers = { 'Which colour?': 'Blue' };
    s.claude.send({
      type: 'control_response',
      response: {
        subtype: 'success',
        request_id: asked['request_id'],
        response: { behavior: 'allow', updatedInput: { questions: [question], answers } },
      },
    });
    expect(await s.claude.waitFor(({ type }) => type === 'result')).toMatchObject({ result: 'Thank you.' });
    expect(s.model.requests.at(-1)?.body).toContain('Blue');
  });

  it('hangs until the turn is interrupted, then goes on', async () => {
    await using s = await stage(bypass);
    s.claude.prompt(script({ text: 'I am about to', hang: true }, text('never asked for')));
    await s.model.waitFor(({ outcome }) => outcome === 'streaming');
    s.claude.send({ type: 'control_request', request_id: randomUUID(), request: { subtype: 'interrupt' } });
    expect(await s.claude.waitFor(({ type }) => type === 'result')).toMatchObject({ is_error: true });
    await s.model.waitFor(({ outcome }) => outcome === 'client_gone');
    const next = await turn(s.claude, text('Here again.'));
    expect(next.result).toMatchObject({ is_error: false, result: 'Here again.' });
  });

  it('reports what is wrong with a script', async () => {
    await using s = await stage(bypass, { CLAUDE_CODE_MAX_RETRIES: '0' });
    s.claude.prompt('[[script]] [{"txet":"oops"}] [[/script]]');
    const result = await s.claude.waitFor(({ type }) => type === 'result');
    expect(result).toMatchObject({ is_error: true, api_error_status: 400 });
    expect(result['result']).toContain('txet');
  });
});

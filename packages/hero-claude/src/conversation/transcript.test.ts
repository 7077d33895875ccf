import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../terminal/fit-text.ts';
import { Conversation } from './conversation.ts';
import { type Json, parseJson } from './json.ts';
import { type Presentation, Teller } from './tell.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'test', 'fixtures');

/** Lines of the real CLI, as they were kept. */
function transcript(name: string): { at: number; line: Json }[] {
  const text = readFileSync(join(fixtures, `transcript-${name}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((entry) => JSON.parse(entry) as { at: string; line: string })
    .map(({ at, line }) => ({ at: Date.parse(at), line: parseJson(line) ?? {} }));
}

function told(name: string, presentation: Partial<Presentation> = {}): string {
  const conversation = new Conversation();
  const teller = new Teller({
    level: 'normal',
    style: pc.createColors(false),
    columns: undefined,
    live: false,
    ...presentation,
  });
  return transcript(name)
    .flatMap(({ at, line }) => conversation.take(line, at))
    .flatMap((happening) => teller.tell(happening) ?? [])
    .join('\n');
}

describe('a turn with tools side by side and a sub-agent', () => {
  it('on a terminal: groups calls once they have ended, and indents the sub-agent', () => {
    expect(told('tools', { live: true, columns: 80 })).toMatchInlineSnapshot(`
      "> Fix the login.
      thought: Where is the login? …

      I look at **two** files first.
      ┌ Read  shop/src/login.sh  9 lines
      ├ Bash  grep -rn login .  3 lines
      └ Bash  false  failed
        Exit code 1
      ● Agent  count files
      ● Edit  shop/src/login.sh  failed
        Found 5 matches of the string to replace, but replace_all is false. To replace
        all occurrences, set replace_all to true. To replace only one occurrence,
        please provide more context to uniquely identify the instance.
        String: a
      [x] Look at the login
      [x] Mend it

      It is mended.
      ┌ count files
      │ ● Bash  ls src  2 lines
      │ Two files.
      count files: completed (1 call, 110 tokens)

      Hello from the scripted model. There is nothing left in my script."
    `);
  });

  it('in a pipe: says when a call begins, and how it failed', () => {
    expect(told('tools')).toMatchInlineSnapshot(`
      "> Fix the login.
      thought: Where is the login? …
      I look at **two** files first.
      ● Read  shop/src/login.sh
      ● Bash  grep -rn login .
      ● Bash  false
      ✗ Bash  false  failed
        Exit code 1
      todo: 0 of 2 done, now: Looking at the login
      ● Agent  count files
      ● Edit  shop/src/login.sh
      ✗ Edit  shop/src/login.sh  failed
        Found 5 matches of the string to replace, but replace_all is false. To replace all occurrences, set replace_all to true. To replace only one occurrence, please provide more context to uniquely identify the instance.
        String: a
      todo: 2 of 2 done
      ┌ count files
      │ ● Bash  ls src
      It is mended.
      ┌ count files
      │ Two files.
      count files: completed (1 call, 110 tokens)
      Hello from the scripted model. There is nothing left in my script."
    `);
  });

  it('quietly: only the words of the agent', () => {
    expect(told('tools', { level: 'quiet' })).toMatchInlineSnapshot(`
      "I look at **two** files first.
      It is mended.
      Hello from the scripted model. There is nothing left in my script."
    `);
  });

  it('verbosely: thinking and results as well', () => {
    const text = told('tools', { level: 'verbose' });
    expect(text).toContain('thought: Where is the login?\nIn src.');
    expect(text).toContain('  3\tpassword="$1"');
    expect(text).toContain('│   cart.js');
  });
});

it('keeps the list of what is to be done, and counts it in a pipe', () => {
  expect(told('questions')).toMatchInlineSnapshot(`
    "> Fix.
    todo: 0 of 1 done
    todo: 0 of 2 done
    todo: 0 of 2 done, now: Looking at the login
    thought: Hm.
    ● Bash  sleep 1; echo done
    todo: 1 of 2 done
    ● AskUserQuestion  Which colour?
    ● Write  shop/a.txt
    Hello from the scripted model. There is nothing left in my script."
  `);
  const conversation = new Conversation();
  for (const { at, line } of transcript('questions')) conversation.take(line, at);
  expect(conversation.todos).toEqual([
    { text: 'Look at the login', doing: 'Looking at the login', status: 'completed' },
    { text: 'Mend it', doing: 'Mending it', status: 'pending' },
  ]);
});

it('knows what goes on at every moment, and nothing once it is over', () => {
  const conversation = new Conversation();
  let most = 0;
  let tasks = 0;
  for (const { at, line } of transcript('tools')) {
    conversation.take(line, at);
    most = Math.max(most, conversation.calls.size);
    tasks = Math.max(tasks, conversation.tasks.size);
  }
  expect([most, tasks]).toEqual([3, 1]);
  expect([conversation.calls.size, conversation.tasks.size]).toEqual([0, 0]);
});

it('knows sub-agents by whose call they speak under, whatever the tool is called', () => {
  const conversation = new Conversation();
  const says = (block: object, parent: string | null) =>
    conversation.take(
      { type: 'assistant', parent_tool_use_id: parent, message: { id: 'm', content: [block] } },
      0,
    );
  says({ type: 'tool_use', id: 'c', name: 'Delegate', input: { description: 'look' } }, null);
  const [said] = says({ type: 'text', text: 'I look.' }, 'c');
  expect(said).toMatchObject({ kind: 'said', speaker: { depth: 1 } });
});

it('tells once of an MCP server that fails, and again when it failed anew', () => {
  const conversation = new Conversation();
  const init = (status: string) =>
    conversation.take({ type: 'system', subtype: 'init', mcp_servers: [{ name: 'docs', status }] }, 0);
  const told = [{ kind: 'notice', text: 'the MCP server docs does not work', tone: 'warn' }];
  expect(['failed', 'failed', 'connected', 'failed'].map(init)).toEqual([told, [], [], told]);
});

describe('lines it was not made for', () => {
  const lines = (line: unknown) => new Conversation().take(line as Json, 0);

  it('of our own launch script say nothing to a person', () => {
    expect(lines({ type: 'hero_claude', subtype: 'prompt_kept', prompt_uuid: 'u' })).toEqual([]);
  });

  it('are shown raw', () => {
    expect(lines({ type: 'new_thing', x: 1 })).toEqual([{ kind: 'raw', text: '{"type":"new_thing","x":1}' }]);
    expect(lines({ type: 'system', subtype: 'newer' })).toMatchObject([{ kind: 'raw' }]);
    expect(lines({ type: 'assistant', message: { content: [{ type: 'video' }] } })).toMatchObject([
      { kind: 'raw' },
    ]);
  });

  it.each([
    { type: 'assistant' },
    { type: 'assistant', message: { content: [null, 7, { type: 'tool_use', input: null }] } },
    { type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: {}, content: 7 }] } },
    { type: 'result', is_error: 'yes', errors: 7 },
    { type: 'system', subtype: 'task_started', task_id: null },
    { type: 'rate_limit_event' },
    {},
  ])('never break it: %j', (line) => {
    const teller = new Teller({ level: 'verbose', style: pc.createColors(false), columns: 20, live: true });
    for (const happening of lines(line)) expect(teller.tell(happening) ?? '').not.toContain('\u001b');
  });

  it('cannot move the cursor', () => {
    const teller = new Teller({ level: 'verbose', style: pc.createColors(false), columns: 60, live: false });
    const evil = 'ls\r\u001b[2Jrm';
    const calls = { type: 'tool_use', id: 't', name: `Ba${evil}`, input: { command: evil } };
    const conversation = new Conversation();
    const shown = [
      { type: 'assistant', message: { id: 'm', content: [calls, { type: 'text', text: evil }] } },
      { type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't', content: evil }] } },
      { type: 'user', message: { content: evil } },
      { type: 'result', is_error: true, result: evil },
    ].flatMap((line) => conversation.take(line, 0).map((happening) => teller.tell(happening) ?? ''));
    expect(shown.join('')).toContain('ls\\r\\x1b[2Jrm');
    for (const control of ['\r', '\u001b']) expect(shown.join('')).not.toContain(control);
  });
});

it('is broken where the terminal ends by now, and never within a character', () => {
  let columns = 40;
  const teller = new Teller({
    level: 'normal',
    style: pc.createColors(false),
    live: true,
    get columns() {
      return columns;
    },
  });
  const speaker = { depth: 0, label: undefined };
  const text = '漢字を書く 👩‍👩‍👧 and words '.repeat(8);
  const widest = () => {
    const lines = (teller.tell({ kind: 'said', text, speaker }) ?? '').split('\n');
    expect(lines.join('')).not.toContain('\ufffd');
    return Math.max(...lines.map((line) => textWidth(line)));
  };
  expect(widest()).toBeLessThanOrEqual(40);
  columns = 12;
  expect(widest()).toBeLessThanOrEqual(12);
});

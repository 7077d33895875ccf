import { describe, expect, test } from 'vitest';
import { AgentState } from './agent.ts';
import { AgentFacts, startedFacts } from './agent-facts.ts';
import { parseAgentLine } from './agent-line.ts';
import { receiptsOf } from './agent-receipts.ts';
import { agentState, defaultStuckLimits } from './agent-state.ts';
import { followAgent } from './follow-agent.ts';

const line = (value: unknown) =>
  parseAgentLine(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

/** The facts after these lines, one second apart, the first at 1000. */
function after(...values: unknown[]): AgentFacts {
  let facts = startedFacts(1, 0);
  for (const [index, value] of values.entries())
    facts = followAgent(facts, line(value), { seq: index + 1, at: (index + 1) * 1000 });
  return facts;
}
const stateOf = (facts: AgentFacts, now = facts.lastLineAt, evenSince = 0) =>
  agentState(facts, now, defaultStuckLimits, evenSince);
const seconds = (n: number) => new Date(n * 1000).toISOString();

const hello = {
  type: 'control_response',
  response: { subtype: 'success', request_id: 'h', response: { claude_code_version: '2.1.329' } },
};
const running = { type: 'system', subtype: 'session_state_changed', state: 'running' };
const idle = { ...running, state: 'idle' };
const requesting = { type: 'system', subtype: 'status', status: 'requesting' };
const question = {
  type: 'control_request',
  request_id: 'q1',
  request: { subtype: 'can_use_tool', tool_name: 'Bash', input: {}, tool_use_id: 't1' },
};
const retry = {
  type: 'system',
  subtype: 'api_retry',
  attempt: 3,
  max_retries: 10,
  retry_delay_ms: 500,
  error_status: 529,
  error: 'overloaded',
};
const result = { type: 'result', subtype: 'success', is_error: false, result: 'Done.' };

describe('the state of an agent', () => {
  test('is starting until it answers, then idle', () => {
    expect(stateOf(after())).toMatchObject({ state: 'starting' });
    expect(stateOf(after(hello))).toEqual({ state: 'idle', since: seconds(1) });
    expect(after(hello).identity.version).toBe('2.1.329');
  });

  test('is working from running to idle, not to the result', () => {
    expect(stateOf(after(hello, running))).toEqual({ state: 'working', since: seconds(2) });
    expect(stateOf(after(hello, running, result))).toMatchObject({ state: 'working' });
    expect(stateOf(after(hello, running, result, idle))).toEqual({ state: 'idle', since: seconds(4) });
  });

  test('works again when the next answer begins behind a result', () => {
    const init = { type: 'system', subtype: 'init' };
    expect(after(hello, running, result)).toMatchObject({ resultAt: expect.any(Number) });
    expect(after(hello, running, result, init)).toMatchObject({ phase: 'working', turn: 1, resultAt: null });
  });

  test('counts a turn for each beginning of work, asked for or not', () => {
    const asking = { ...running, state: 'requires_action' };
    expect(after(hello, running, asking, running, result, idle).turn).toBe(1);
    const init = { type: 'system', subtype: 'init' };
    expect(after(hello, running, init, init, idle, running, init, idle).turn).toBe(2);
  });

  test('is waiting while a question is open, oldest first', () => {
    const second = { ...question, request_id: 'q2', request: { ...question.request, tool_name: 'Write' } };
    const facts = after(hello, running, question, second);
    expect(stateOf(facts)).toEqual({
      state: 'waiting',
      since: seconds(3),
      detail: 'Bash, Write',
      waiting_for: ['q1', 'q2'],
    });
    const answered = {
      type: 'control_response',
      response: { subtype: 'success', request_id: 'q1', response: {} },
    };
    const cancelled = { type: 'control_cancel_request', request_id: 'q2' };
    expect(stateOf(after(hello, running, question, second, answered, cancelled)).state).toBe('working');
  });

  test('is not waiting for questions to this program', () => {
    const mcp = { type: 'control_request', request_id: 'm1', request: { subtype: 'mcp_message' } };
    expect(stateOf(after(hello, running, mcp)).state).toBe('working');
    expect(after(hello, running, mcp).open).toHaveProperty('m1');
  });

  test('is retrying until an answer comes', () => {
    expect(stateOf(after(hello, running, requesting, retry))).toMatchObject({
      state: 'retrying',
      attempt: 3,
      detail: '529 overloaded, attempt 3/10',
      until: new Date(4500).toISOString(),
    });
    expect(stateOf(after(hello, running, retry, { type: 'stream_event', event: {} })).state).toBe('working');
    expect(stateOf(after(hello, running, retry, idle)).state).toBe('idle');
  });

  test('is out of quota until the limit resets or the model answers', () => {
    const rejected = {
      type: 'rate_limit_event',
      rate_limit_info: { status: 'rejected', rateLimitType: 'five_hour', resetsAt: 100 },
    };
    const refused = { type: 'assistant', error: 'rate_limit', message: { content: [] } };
    const facts = after(hello, running, rejected, refused, { ...result, is_error: true }, idle);
    expect(stateOf(facts)).toMatchObject({ state: 'quota', since: seconds(3), until: seconds(100) });
    expect(stateOf(facts, 101_000).state).toBe('idle');
    expect(stateOf(after(hello, rejected, { type: 'assistant', message: {} })).state).toBe('idle');
  });

  test.each([
    ['no first byte', [hello, running, requesting], 3 + 91, 'has not begun to answer'],
    ['a result without an end', [hello, running, result], 3 + 31, 'does not end'],
    ['silence', [hello, running, { type: 'assistant', message: {} }], 3 + 301, 'not a line'],
  ])('is stuck after %s', (_name, lines, now, detail) => {
    const facts = after(...lines);
    expect(stateOf(facts, (now - 2) * 1000).state).toBe('working');
    expect(stateOf(facts, now * 1000)).toMatchObject({
      state: 'stuck',
      detail: expect.stringContaining(detail),
    });
  });

  test('is not stuck for the time a clock was set by or the machine slept, and is for what comes after', () => {
    const facts = after(hello, running, { type: 'assistant', message: {} });
    const hour = 3_600_000;
    expect(stateOf(facts, hour, hour).state).toBe('working');
    expect(stateOf(facts, hour + 301_000, hour).state).toBe('stuck');
    const setBack = { ...facts, lastLineAt: 2 * hour };
    expect(stateOf(setBack, hour).state).toBe('working');
    expect(stateOf(setBack, hour + 299_000, hour).state).toBe('working');
    expect(stateOf(setBack, hour + 301_000, hour).state).toBe('stuck');
  });

  test('is stuck when it does not answer after it was started', () => {
    const facts = startedFacts(1, 0);
    expect(stateOf(facts, 89_000).state).toBe('starting');
    expect(stateOf(facts, 91_000)).toMatchObject({
      state: 'stuck',
      hint: expect.stringContaining('session start'),
    });
  });

  test('is never stuck while idle or waiting', () => {
    expect(stateOf(after(hello), 1e9).state).toBe('idle');
    expect(stateOf(after(hello, running, question), 1e9).state).toBe('waiting');
  });
});

describe('a verdict', () => {
  test('comes from is_error, whatever the subtype says', () => {
    const failed = { ...result, is_error: true, api_error_status: 401, result: 'Failed to authenticate' };
    expect(after(hello, running, failed).verdict).toMatchObject({
      isError: true,
      subtype: 'success',
      apiErrorStatus: 401,
      text: 'Failed to authenticate',
    });
  });
});

describe('lines that nobody expects', () => {
  test.each([
    'not json',
    '"text"',
    '[]',
    '{"type":7}',
    '{"type":"newer_than_us","x":1}',
    '{"type":"system","subtype":"newer_than_us"}',
    '{"type":"system","subtype":{"a":1}}',
    '{"type":"result","result":{"a":1},"errors":"x"}',
    '{"type":"rate_limit_event","rate_limit_info":null}',
    '{"type":"assistant","message":{"content":[null,7,{"type":"tool_use","name":"TodoWrite","input":null}]}}',
    '{"type":"control_request","request_id":5,"request":null}',
    '{"type":"control_request","request_id":"__proto__","request":{"subtype":"can_use_tool"}}',
    '{"type":"control_response","response":[]}',
  ])('change nothing they should not: %s', (text) => {
    const facts = after(hello, running, text);
    expect(facts).toMatchObject({ phase: 'working', turn: 1 });
    expect(() => stateOf(facts)).not.toThrow();
  });

  test('cannot fill the memory with questions', () => {
    const many = Array.from({ length: 1500 }, (_none, index) => ({ ...question, request_id: `q${index}` }));
    expect(Object.keys(after(...many).open)).toHaveLength(1000);
  });
});

test('a line tells what it is about, in whatever order', () => {
  expect(line({ is_error: false, subtype: 'success', type: 'result' })).toMatchObject({
    type: 'result',
    subtype: 'success',
  });
  expect(
    line({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't9' }] } }),
  ).toMatchObject({
    toolUseId: 't9',
  });
  expect(line(question)).toMatchObject({ subtype: 'can_use_tool', toolUseId: 't1' });
  expect(line({ type: 'assistant', uuid: 'u', parent_tool_use_id: 'p', message: { id: 'm' } })).toMatchObject(
    {
      uuid: 'u',
      messageId: 'm',
      parentToolUseId: 'p',
    },
  );
});

test.each([
  [{ type: 'user', uuid: 'a', isReplay: true }, ['a']],
  [{ type: 'user', uuid: 'a' }, []],
  [{ type: 'command_lifecycle', command_uuid: 'a', state: 'queued' }, []],
  [{ type: 'command_lifecycle', command_uuid: 'a', state: 'started' }, []],
  [{ type: 'command_lifecycle', command_uuid: 'a', state: 'completed' }, ['a']],
  [{ type: 'assistant', user_message_uuids: ['a', 'b'] }, ['a', 'b']],
  [hello, ['h']],
])('receipts of %j', (value, expected) => {
  expect(receiptsOf(value)).toEqual(expected);
});

test('numbers and crowds no honest agent sends still make a state that can be stored and listed', () => {
  const numbers = [-1, 0.5, 1e300, -1e300, 8.64e15 + 1, Number.MAX_SAFE_INTEGER + 2];
  for (const number of numbers) {
    const absurd = { attempt: number, max_retries: number, retry_delay_ms: number, error_status: number };
    const retrying = after(hello, running, { ...retry, ...absurd });
    const limit = { status: 'rejected', resetsAt: number, rateLimitType: 'five_hour' };
    const limited = after(hello, { type: 'rate_limit_event', rate_limit_info: limit });
    for (const facts of [retrying, limited]) {
      expect(AgentState.parse(stateOf(facts))).toEqual(stateOf(facts));
      expect(AgentFacts.parse(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
    }
  }
  const crowd = Array.from({ length: 50 }, (_, index) => ({
    ...question,
    request_id: `q${index}`,
    request: { ...question.request, tool_name: 'T'.repeat(200) },
  }));
  expect(stateOf(after(hello, ...crowd)).detail?.length).toBeLessThan(1_100);
});

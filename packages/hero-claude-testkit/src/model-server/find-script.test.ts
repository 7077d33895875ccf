import { describe, expect, it } from 'vitest';
import { BadScript, due, findScript } from './find-script.ts';
import { apiError, script, text, tool } from './script.ts';

const user = (content: string) => ({ role: 'user', content });
const assistant = { role: 'assistant', content: 'ok' };

function dueAfter(prompt: string, replies: number) {
  const found = findScript([user(prompt), ...Array.from({ length: replies }, () => assistant)]);
  if (!found) throw new Error('no script found');
  return due(found);
}

describe('findScript', () => {
  it('takes the last prompt that carries a script and counts the replies since', () => {
    const found = findScript([
      user(script(text('old'))),
      assistant,
      user(`do this ${script(text('a'), text('b'))} please`),
      assistant,
      user('a prompt without a script'),
    ]);
    expect(found).toMatchObject({ position: 2, replies: 1, steps: [{ text: 'a' }, { text: 'b' }] });
  });

  it('reads text blocks but not tool results', () => {
    const block = { role: 'user', content: [{ type: 'text', text: script(text('seen')) }] };
    const result = {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 't', content: script(text('not seen')) }],
    };
    expect(findScript([block, assistant, result])?.steps).toMatchObject([{ text: 'seen' }]);
  });

  it('does not count what is left of a torn message', () => {
    const resume = user('Your response above was cut off mid-stream. Resume directly from where it stops.');
    const found = findScript([user(script(text('a'), text('b'))), assistant, resume]);
    expect(found).toMatchObject({ replies: 0 });
  });

  it('does not count what the CLI says for a model that a crash kept from answering', () => {
    const none = { role: 'assistant', content: [{ type: 'text', text: 'No response requested.' }] };
    const found = findScript([user(script(text('a'), text('b'))), assistant, none, user('Go on.')]);
    expect(found).toMatchObject({ replies: 1 });
  });

  it('finds nothing without markers', () => {
    expect(findScript([user('hello'), user('[[script]] never closed')])).toBeUndefined();
  });

  it('survives a script within a script, twice over', () => {
    const inner = script(text('inner'));
    const middle = script(tool('Agent', { prompt: `go ${inner}` }));
    const outer = script(tool('Agent', { prompt: `go ${middle}` }));
    const [step] = findScript([user(outer)])?.steps ?? [];
    expect(step).toMatchObject({ tool: { input: { prompt: `go ${middle}` } } });
    expect(findScript([user(`go ${middle}`)])?.steps).toMatchObject([
      { tool: { input: { prompt: `go ${inner}` } } },
    ]);
  });

  it.each([
    ['[[script]] [{] [[/script]]', /not JSON/],
    ['[[script]] [] [[/script]]', /wrong/],
    ['[[script]] [{"txet":"x"}] [[/script]]', /txet/],
    ['[[script]] [{"delay_ms":5}] [[/script]]', /needs text, thinking, tool, tools or a fault/],
    ['[[script]] [{"error":{"status":200}}] [[/script]]', /status/],
    ['[[script]] [{"text":"x","delay_ms":-1}] [[/script]]', /delay_ms/],
  ])('refuses %s with the reason', (prompt, reason) => {
    expect(() => findScript([user(prompt)])).toThrow(BadScript);
    expect(() => findScript([user(prompt)])).toThrow(reason);
  });
});

describe('due', () => {
  it('puts faults before the reply they precede, only while it is due for the first time', () => {
    const prompt = script(
      apiError(529, { times: 2 }),
      text('a', { repeat: 2 }),
      apiError(400),
      text('b'),
      apiError(401),
    );
    expect(dueAfter(prompt, 0)).toMatchObject({ faults: [{ index: 0 }], reply: { index: 1 } });
    expect(dueAfter(prompt, 1)).toMatchObject({ faults: [], reply: { index: 1 } });
    expect(dueAfter(prompt, 2)).toMatchObject({ faults: [{ index: 2 }], reply: { index: 3 } });
    expect(dueAfter(prompt, 3)).toMatchObject({ faults: [{ index: 4 }], reply: undefined });
    expect(dueAfter(prompt, 4)).toEqual({ faults: [], reply: undefined });
  });
});

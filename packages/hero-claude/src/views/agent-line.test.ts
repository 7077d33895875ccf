import pc from 'picocolors';
import { expect, it } from 'vitest';
import { agentLine } from './agent-line.ts';

const plain = pc.createColors(false);
const shown = (line: unknown) => agentLine(typeof line === 'string' ? line : JSON.stringify(line), plain);

it('shows what is said and done, and leaves the machinery out', () => {
  expect(shown({ type: 'assistant', message: { content: [{ type: 'text', text: 'I look.' }] } })).toBe(
    'claude I look.',
  );
  expect(
    shown({
      type: 'assistant',
      message: { content: [{ type: 'tool_use', name: 'Bash', input: { command: 'ls\r-la' } }] },
    }),
  ).toBe('Bash ls\\r-la');
  expect(shown({ type: 'user', message: { content: [{ type: 'tool_result', content: 'a\nb' }] } })).toBe(
    '  a\n  b',
  );
  expect(shown({ type: 'user', message: { content: 'do it' } })).toBe('prompt do it');
  expect(shown({ type: 'result', is_error: false, duration_ms: 61_000, total_cost_usd: 0.5 })).toBe(
    'turn done (1m, $0.50)',
  );
  expect(
    shown({ type: 'control_request', request: { subtype: 'can_use_tool', tool_name: 'Bash' } }),
  ).toContain('may it use Bash?');
  expect(shown({ type: 'system', subtype: 'init' })).toBeUndefined();
});

it('shows a line that is no JSON as it is', () => {
  expect(shown('half a li\u0007ne')).toBe('half a li\\x07ne');
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemText } from './item-text.ts';
import { allItems, visibleRows } from './rows.ts';
import { entriesOf } from './sample-lines.ts';
import { transcriptToMarkdown } from './to-markdown.ts';
import { Transcript } from './transcript.ts';

const ids = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', '', null, 7);
const names = fc.constantFrom(
  'Bash',
  'Edit',
  'Write',
  'Read',
  'Grep',
  'TodoWrite',
  'TaskCreate',
  'TaskUpdate',
  'Agent',
  'toString',
);
const anything = fc.oneof(fc.jsonValue(), ids, names);

const block = fc.oneof(
  fc.record({ type: fc.constant('tool_use'), id: ids, name: fc.oneof(names, anything), input: inputs() }),
  fc.record({ type: fc.constant('tool_result'), tool_use_id: ids, content: anything, is_error: anything }),
  fc.record({
    type: fc.constantFrom('text', 'thinking', 'image', 'x'),
    text: anything,
    thinking: anything,
    source: anything,
  }),
  anything,
);

function inputs() {
  const todo = fc.oneof(fc.record({ content: anything, status: anything }), anything);
  return fc.oneof(
    fc.record({
      todos: fc.oneof(fc.array(todo), anything),
      taskId: ids,
      status: anything,
      subject: anything,
    }),
    fc.record({
      old_string: anything,
      new_string: anything,
      edits: anything,
      command: anything,
      file_path: anything,
    }),
    anything,
  );
}

const subtypes = [
  'init',
  'status',
  'api_retry',
  'compact_boundary',
  'model_fallback',
  'notification',
  'informational',
  'hook_response',
  'task_started',
  'task_notification',
  'hasOwnProperty',
  'x',
];

const line = fc.oneof(
  fc.record({
    type: fc.constantFrom('assistant', 'user'),
    message: fc.oneof(fc.record({ id: ids, content: fc.oneof(fc.array(block), anything) }), anything),
    parent_tool_use_id: ids,
    tool_use_result: fc.oneof(
      fc.record({ structuredPatch: anything, stdout: anything, file: anything, filenames: anything }),
      anything,
    ),
  }),
  fc.record({
    type: fc.constantFrom('system', 'result', 'rate_limit_event', 'control_request', 'y'),
    subtype: fc.oneof(fc.constantFrom(...subtypes), anything),
    compact_metadata: anything,
    rate_limit_info: fc.oneof(
      fc.record({ status: anything, resetsAt: anything, utilization: anything }),
      anything,
    ),
    errors: anything,
    result: anything,
    is_error: anything,
    total_cost_usd: anything,
    mcp_servers: anything,
  }),
  fc.dictionary(fc.string(), anything),
);

test('whatever the lines hold, wherever they are cut, nothing throws and nothing is shown twice', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.constant(null)), { maxLength: 30 }), fc.nat(30), (lines, cut) => {
      const entries = entriesOf(lines);
      const transcript = new Transcript();
      for (const entry of entries.slice(cut)) transcript.append(entry);
      transcript.prepend(entries.slice(0, cut));
      const items = [...allItems(transcript.roots)];
      expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
      expect(items.every((item) => typeof itemText(item) === 'string')).toBe(true);
      expect(visibleRows(transcript.roots, () => true)).toHaveLength(items.length);
      expect(typeof transcriptToMarkdown(transcript.roots)).toBe('string');
      transcript.keepLast(3);
      expect(transcript.roots.length).toBeLessThanOrEqual(3);
    }),
    { numRuns: 200 },
  );
});

test('a limit that ends at no time is shown without one', () => {
  const transcript = new Transcript();
  const about = { status: 'rejected', resetsAt: -8_640_000_000_000.001 };
  for (const entry of entriesOf([{ type: 'rate_limit_event', rate_limit_info: about }]))
    transcript.append(entry);
  expect(visibleRows(transcript.roots, () => true)).toHaveLength(1);
});

test('nesting without end is survived', () => {
  const deep: unknown = JSON.parse(`${'{"a":['.repeat(3_000)}1${']}'.repeat(3_000)}`);
  const transcript = new Transcript();
  const lines = [
    { type: 'unheard', deep },
    {
      type: 'assistant',
      message: { content: [{ type: 'tool_use', id: 'x', name: 'Bash', input: { deep } }, deep] },
    },
    { type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 'x', content: [deep] }] } },
  ];
  for (const entry of entriesOf(lines)) transcript.append(entry);
  expect(transcript.roots).toHaveLength(3);
});

import { expect, test } from 'vitest';
import type { Item } from './item.ts';
import { allItems } from './rows.ts';
import { answered, called, ended, entriesOf, prompted, said, transcriptOf } from './sample-lines.ts';
import { Transcript } from './transcript.ts';

const lines = [
  prompted('go'),
  called('agent', 'Agent', { prompt: 'count' }),
  called('inner', 'Bash', { command: 'ls' }, 'agent'),
  answered('inner', 'x', { parent: 'agent' }),
  said('counting', 'agent'),
  answered('agent', '3'),
  ended(1),
  called('read', 'Read', { file_path: '/a' }),
  answered('read', 'content'),
  ended(1.5),
];

function outline(items: readonly Item[]): unknown[] {
  return items.map((item) => {
    const about = item.kind === 'tool' ? [item.state, item.output?.text, outline(item.children)] : [];
    return [item.key, item.kind, ...about, ...(item.kind === 'result' ? [item.costUsd] : [])];
  });
}

test.each(lines.map((_, index) => index))('loaded from line %i backwards it is the same', (cut) => {
  const entries = entriesOf(lines);
  const transcript = new Transcript();
  for (const entry of entries.slice(cut)) transcript.append(entry);
  transcript.prepend(entries.slice(0, cut));
  expect(outline(transcript.roots)).toEqual(outline(transcriptOf(lines).roots));
  expect([transcript.firstSeq, transcript.lastSeq]).toEqual([1, lines.length]);
});

test('earlier pages can come one after another', () => {
  const entries = entriesOf(lines);
  const transcript = new Transcript();
  for (const entry of entries.toReversed()) transcript.prepend([entry]);
  expect(outline(transcript.roots)).toEqual(outline(transcriptOf(lines).roots));
});

test('what is let go of is gone, and the rest goes on', () => {
  const transcript = transcriptOf(lines);
  transcript.keepLast(2);
  expect([...allItems(transcript.roots)].map(({ kind }) => kind)).toEqual(['tool', 'result']);
  for (const entry of entriesOf([answered('agent', 'late')], 11)) transcript.append(entry);
  expect(transcript.roots.at(-1)).toMatchObject({ kind: 'orphan', toolUseId: 'agent' });
  expect(transcript.tools.find('read')).toBeDefined();
  expect(transcript.tools.find('inner')).toBeUndefined();
});

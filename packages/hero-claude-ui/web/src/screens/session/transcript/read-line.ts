import { clip } from './clip.ts';
import type { Entry } from './entry.ts';
import type { ResultItem } from './item.ts';
import { type ItemTree, itemBase, type LinePlace } from './line-place.ts';
import { field, type Json, listOf, numberAt, textAt } from './loose.ts';
import { hidden, rawText, readNotice } from './notices.ts';
import { readAssistant } from './read-assistant.ts';
import { readUser } from './read-user.ts';

/** Takes one line apart and places what it holds. */
export function readLine(entry: Entry, transcript: ItemTree): void {
  const { line } = entry;
  if (line === null) {
    const body = clip(entry.raw ?? '');
    const title = entry.flaw === null ? 'Not readable' : `A line that is ${entry.flaw}`;
    transcript.place({ ...itemBase(entry, 0), kind: 'raw', title, body, flaw: entry.flaw ?? 'corrupt' });
    return;
  }
  const place = { entry, line, transcript };
  const type = textAt(line, 'type');
  if (type === 'assistant' && readAssistant(place)) return;
  if (type === 'user' && readUser(place)) return;
  if (type === 'result') return readResult(place);
  if (type === 'system' && textAt(line, 'subtype') === 'init') transcript.commands = commandsIn(line);
  const notice = readNotice(type, line);
  if (notice === hidden) return;
  if (notice !== null) transcript.place({ ...itemBase(entry, 0), kind: 'notice', ...notice });
  else {
    const title = [type ?? 'a line without a type', textAt(line, 'subtype')].filter(Boolean).join(' / ');
    const body = clip(rawText(line));
    transcript.place({ ...itemBase(entry, 0), kind: 'raw', title: title.slice(0, 120), body, flaw: null });
  }
}

const mostCommands = 300;

function commandsIn(line: Json): string[] {
  const names = listOf(field(line, 'slash_commands')).filter((name) => typeof name === 'string');
  return names.slice(0, mostCommands).map((name) => name.slice(0, 100));
}

function readResult({ entry, line, transcript }: LinePlace): void {
  const failed = field(line, 'is_error') === true;
  const errors = listOf(field(line, 'errors')).filter((error) => typeof error === 'string');
  const message = failed ? (textAt(line, 'result') ?? errors.join('\n')) : null;
  transcript.tools.cutOpen((tool) => transcript.touch(tool));
  const item: ResultItem = {
    ...itemBase(entry, 0),
    kind: 'result',
    failed,
    subtype: textAt(line, 'subtype'),
    message: message === null || message === '' ? null : clip(message, 4_000).text,
    durationMs: numberAt(line, 'duration_ms'),
    steps: numberAt(line, 'num_turns'),
    totalCostUsd: numberAt(line, 'total_cost_usd'),
    costUsd: null,
    denials: listOf(field(line, 'permission_denials')).length,
  };
  if (textAt(line, 'terminal_reason')?.startsWith('aborted')) {
    item.subtype = 'interrupted';
    // Why it stopped is known; the CLI adds how it noticed.
    if (item.message?.startsWith('[ede_diagnostic]')) item.message = null;
  }
  transcript.placeResult(item);
}

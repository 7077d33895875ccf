import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'hero-claude-sdk';
import { allMessages } from './all-messages.ts';
import type { ChaosSession } from './chaos-session.ts';
import type { UiWatcher } from './ui-watcher.ts';

async function storedLines(client: Client, session_id: string): Promise<string[]> {
  const { lines } = await client.session.logs({ session_id, source: 'claude', limit: 10_000 });
  return lines;
}

function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** A killed agent may have kept its last words and not have written the line. */
async function isKept({ client, sessionId: session_id }: ChaosSession, marker: string): Promise<boolean> {
  const words = `"text":"Done with ${marker}."`;
  const command = ['bash', '-c', 'grep -qF -- "$1" /workspace/.claude/projects/*/*.jsonl', 'grep', words];
  return (await client.session.exec({ session_id, command })).exit_code === 0;
}

export interface Findings {
  /** What must not be; empty when all is well. */
  wrong: string[];
  /** The markers of tasks whose end nobody has seen. */
  unfinished: string[];
  lines: number;
  /** Lines marked as said again after a crash. */
  repeats: number;
}

/** Compares what is stored of a session with its journal, what a dashboard was told, and what became of its tasks. */
export async function judge(
  session: ChaosSession,
  buildDir: string,
  dashboard: UiWatcher,
): Promise<Findings> {
  const { client, sessionId: session_id, tasks } = session;
  const wrong: string[] = [];
  const unfinished: string[] = [];
  const say = (what: string) => wrong.push(`${session_id}: ${what}`);

  const file = await readFile(join(buildDir, session_id, 'logs', 'claude.log'), 'utf8');
  const written = file.split('\n').filter((line) => line !== '' && !/^\{.*"type":"stream_event"/.test(line));
  const stored = await storedLines(client, session_id);
  if (stored.length !== written.length) say(`${written.length} lines written, ${stored.length} stored`);
  const differs = written.findIndex((line, index) => line !== stored[index]);
  if (differs >= 0) say(`line ${differs + 1} is stored otherwise than written`);

  const { status, problem, agent } = await client.session.info({ session_id });
  if (status !== 'running' || problem !== null || agent?.state !== 'idle')
    say(`is ${status}, its agent ${agent?.state}, its problem ${JSON.stringify(problem)}`);

  const messages = await allMessages(client, session_id);
  if (!(await dashboard.sawUpTo(session_id, messages.length)))
    say(`a dashboard was not told of all of its ${messages.length} lines`);
  const first = messages.filter(({ repeats }) => repeats === null);
  const echoes = first.filter(({ line }) => line?.['isReplay'] === true).map(({ uuid }) => uuid ?? '');
  for (const [uuid, count] of countOf(echoes))
    if (count > 1) say(`prompt ${uuid} was taken in ${count} times`);
  for (const marker of tasks) {
    const answers = first.filter(
      ({ type, line }) => type === 'assistant' && JSON.stringify(line).includes(`Done with ${marker}.`),
    );
    // The words of a script stand in its prompt, never in what an assistant says before the last step.
    if (answers.length > 1) say(`task ${marker} was finished ${answers.length} times`);
    if (answers.length > 0 || (await isKept(session, marker))) continue;
    say(`task ${marker} was never finished`);
    unfinished.push(marker);
  }
  const { stdout } = await client.session.exec({ session_id, command: ['cat', 'steps.txt'] });
  for (const [step, count] of countOf(stdout.split('\n').filter(Boolean)))
    if (count - 1 > messages.filter(({ repeats, line }) => repeats !== null && mentions(line, step)).length)
      say(`step ${step} ran ${count} times, and that is not marked`);
  return { wrong, unfinished, lines: stored.length, repeats: messages.length - first.length };
}

function mentions(line: unknown, step: string): boolean {
  return JSON.stringify(line).includes(step);
}

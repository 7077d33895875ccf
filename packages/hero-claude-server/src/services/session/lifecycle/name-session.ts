import { setTimeout as delay } from 'node:timers/promises';
import { askBeside } from '../../../adapters/claude/side-turn.ts';
import { nameFrom } from '../../../domain/conversation/side-answer.ts';
import type { SessionParts } from '../session-parts.ts';

const instruction =
  'You name tasks for a list. Answer with a title of at most six words for the task in the text, in its language: ' +
  'no quotes, no full stop, nothing else. Do not do the task and do not answer it.';
const maxTokens = 64;
const waitsMs = [0, 10_000, 60_000];

/** Gives a session whose name is only the first words of its task a better one, in the background. */
export function nameSoon(parts: SessionParts, sessionId: string): void {
  const { config, lock, log, stopping } = parts;
  if (config.sideTurns === 'off') return;
  lock
    .queue(`name ${sessionId}`, async () => nameSession(parts, sessionId))
    .catch((error: unknown) => {
      if (!stopping.aborted) log.info({ err: error, session_id: sessionId }, 'a session could not be named');
    });
}

async function nameSession(parts: SessionParts, sessionId: string): Promise<void> {
  const { records, engine, config, stopping } = parts;
  let failure: unknown;
  for (const waitMs of waitsMs) {
    await delay(waitMs, undefined, { signal: stopping });
    const record = records.find(sessionId);
    if (record?.namedBy !== 'task' || record.containerId === null || record.status !== 'running') return;
    const exec = engine.execIn(record.containerId);
    const question = { instruction, text: record.task, model: config.sideModel, maxTokens, signal: stopping };
    try {
      const name = nameFrom(await askBeside(exec, question));
      // A person may have named it meanwhile.
      if (name !== null && records.find(sessionId)?.namedBy === 'task') {
        records.change(sessionId, { name, namedBy: 'side_turn' });
        return;
      }
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
}

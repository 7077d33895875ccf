import type { SessionStatus } from 'hero-claude-sdk';
import type { CliContext } from '../call/cli-context.ts';
import { resolveSessionId, withSuggestion } from '../call/session-id.ts';
import { usageError } from '../cli-error.ts';
import type { Level } from '../conversation/tell.ts';
import { visibleLine } from '../output/visible-text.ts';
import { printEvents } from './print-events.ts';
import { watchSession } from './watch-session.ts';

export interface AttachOptions {
  quiet?: boolean;
  verbose?: boolean;
  turns?: number;
  after?: number;
}

export function levelOf({ quiet = false, verbose = false }: AttachOptions): Level {
  if (quiet && verbose) throw usageError('--quiet and --verbose say the opposite', 'give one of them');
  return quiet ? 'quiet' : verbose ? 'verbose' : 'normal';
}

/** How to come back to a session that goes on without us, or to one that rests. */
export function wayBack(id: string, status: SessionStatus): string {
  if (status === 'running') return `the session goes on; come back with: hero-claude session attach ${id}`;
  if (status === 'destroyed')
    return `the session is in the trash; hero-claude session restore ${id} brings it back`;
  return `the session is ${status}; start it again with: hero-claude session start ${id}`;
}

/** Shows a session live until it rests or the person leaves; leaving changes nothing in it. */
export async function attachSession(
  context: CliContext,
  word: string,
  options: AttachOptions,
): Promise<number> {
  const { output, signal } = context;
  const level = levelOf(options);
  const client = await context.connect();
  const session_id = await resolveSessionId(word, client);
  const session = await client.session.info({ session_id }, { signal }).catch(async (error: unknown) => {
    throw await withSuggestion(error, session_id, client);
  });
  if (output.json) return printEvents(context, client, session, options.after);
  if (options.after !== undefined)
    throw usageError('--after is for --json', 'use --turns to see more of the past');
  if (level !== 'quiet') output.note(output.noteStyle.dim(`${session_id}  ${visibleLine(session.name)}`));
  const { ending } = await watchSession(context, client, {
    session,
    level,
    history: options.turns ?? 1,
    untilTurnOver: false,
  });
  const { status } =
    ending === 'left' ? { status: 'running' as const } : await client.session.info({ session_id });
  output.note(output.noteStyle.dim(wayBack(session_id, status)));
  return 0;
}

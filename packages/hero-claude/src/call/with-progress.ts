import type { Client, HeroEvent, Progress } from 'hero-claude-sdk';
import { createProgressLine, type ProgressLine } from '../output/progress-line.ts';
import type { CliContext } from './cli-context.ts';

interface Watch {
  /** The events that belong to the call. */
  concerns(event: HeroEvent): boolean;
  show(event: HeroEvent, line: ProgressLine): void;
}

/** The progress of one session. */
export function sessionProgress(sessionId: string): Watch {
  return {
    concerns: (event) => event.session_id === sessionId && event.type === 'session.progress',
    show: (event, line) => line.show(event.data as Progress),
  };
}

/** The progress of the session that is created next, and which one that is. */
export function creationProgress(): Watch & { created: () => string | null } {
  let created: string | null = null;
  return {
    concerns: (event) => {
      if (event.type === 'session.created') created ??= event.session_id;
      return event.type === 'session.progress' && event.session_id === created;
    },
    show: (event, line) => line.show(event.data as Progress),
    created: () => created,
  };
}

/** Runs a call and shows what the server tells about it meanwhile. What cannot be shown never fails the call. */
export async function withProgress<Result>(
  { output, signal }: CliContext,
  client: Client,
  watch: Watch,
  run: () => Promise<Result>,
): Promise<Result> {
  if (output.json) return run();
  const line = createProgressLine(output);
  const done = new AbortController();
  const watching = (async () => {
    for await (const event of client.follow({ signal: AbortSignal.any([signal, done.signal]) })) {
      if (!done.signal.aborted && watch.concerns(event)) watch.show(event, line);
    }
  })().catch(() => undefined);
  try {
    return await run();
  } finally {
    done.abort();
    await watching;
    line.clear();
  }
}

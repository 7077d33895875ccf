import { type Client, RpcCallError, type Session } from 'hero-claude-sdk';
import type { CliContext } from '../call/cli-context.ts';
import type { MethodCall } from '../call/method-call.ts';
import { creationProgress, sessionProgress, withProgress } from '../call/with-progress.ts';
import { CliError, Interrupted, usageError } from '../cli-error.ts';
import { exitCodeOf } from '../output/exit-code.ts';
import { sessionSummary } from '../views/session-summary.ts';

/** The session is there all the same: who asked for it must learn its id. */
export function notStarted(error: unknown, sessionId: string, { aborted }: AbortSignal): unknown {
  if (aborted) {
    const hint = `session ${sessionId} starts all the same: hero-claude session attach ${sessionId}, or hero-claude session stop ${sessionId}`;
    return new Interrupted(hint, { session_id: sessionId });
  }
  if (!(error instanceof RpcCallError)) return error;
  const { kind, message, code, hint, facts } = error;
  return new CliError(kind, `Session ${sessionId} is created but not started: ${message}`, {
    exitCode: exitCodeOf(code),
    hint,
    facts: { ...facts, session_id: sessionId },
    cause: error,
  });
}

/** Makes a session, and shows how far that is. */
export async function createdSession(
  context: CliContext,
  client: Client,
  create: () => Promise<Session>,
): Promise<Session> {
  const progress = creationProgress();
  return withProgress(context, client, progress, create).catch((error: unknown) => {
    const session_id = progress.created();
    if (!context.signal.aborted || session_id === null) throw error;
    const hint = `session ${session_id} is made all the same, and not started: hero-claude session info ${session_id}, or hero-claude session destroy ${session_id}`;
    throw new Interrupted(hint, { session_id });
  });
}

/** Creates, and when asked starts and follows. */
export async function createSession(call: MethodCall<Session>): Promise<number> {
  const { client, context, output, options } = call;
  const follow = options['follow'] === true;
  if (follow && output.json) {
    throw usageError(
      '--follow has no end, and --json is one document',
      'create with --start --json, then session attach ID --json',
    );
  }
  const created = await createdSession(context, client, () => call.send());
  if (options['start'] !== true && !follow) {
    if (output.json) output.document(created);
    else {
      output.line(sessionSummary(created, output.style));
      output.note(`next: hero-claude session start ${created.session_id}`);
    }
    return 0;
  }
  const { session_id } = created;
  const started = await withProgress(context, client, sessionProgress(session_id), () =>
    client.session.start({ session_id }, { signal: context.signal }),
  ).catch((error: unknown) => {
    throw notStarted(error, session_id, context.signal);
  });
  if (output.json) output.document(started);
  else output.line(sessionSummary(started, output.style));
  if (follow) return (await import('../attach/attach-session.ts')).attachSession(context, session_id, {});
  if (!output.json) output.note(`watch it: hero-claude session attach ${session_id}`);
  return 0;
}

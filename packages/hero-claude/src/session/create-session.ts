import { RpcCallError, type Session } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { creationProgress, sessionProgress, withProgress } from '../call/with-progress.ts';
import { CliError, usageError } from '../cli-error.ts';
import { exitCodeOf } from '../output/exit-code.ts';
import { sessionSummary } from '../views/session-summary.ts';

/** The session is there all the same: who asked for it must learn its id. */
export function notStarted(error: unknown, sessionId: string): unknown {
  if (!(error instanceof RpcCallError)) return error;
  const { kind, message, code, hint, facts } = error;
  return new CliError(kind, `Session ${sessionId} is created but not started: ${message}`, {
    exitCode: exitCodeOf(code),
    hint,
    facts: { ...facts, session_id: sessionId },
    cause: error,
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
  const created = await withProgress(context, client, creationProgress(), () => call.send());
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
    throw context.signal.aborted ? error : notStarted(error, session_id);
  });
  if (output.json) output.document(started);
  else output.line(sessionSummary(started, output.style));
  if (follow) return (await import('../attach/attach-session.ts')).attachSession(context, session_id, {});
  if (!output.json) output.note(`watch it: hero-claude session attach ${session_id}`);
  return 0;
}

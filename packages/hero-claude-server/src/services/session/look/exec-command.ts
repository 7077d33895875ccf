import { isAbsolute, posix } from 'node:path';
import type { Call } from 'hero-rpc';
import { execTimeout } from '../../../domain/session/session-errors.ts';
import { containerRepoDir } from '../../../domain/session/session-folder.ts';
import type { ExecOutcome } from '../../../domain/session/session-results.ts';
import type { ExecParams } from '../../server-context.ts';
import type { SessionParts } from '../session-parts.ts';

const maxOutputBytes = 1024 * 1024;

/** Runs a command of the caller's in the session's container; it ends with the call. */
export async function execCommand(parts: SessionParts, params: ExecParams, call: Call): Promise<ExecOutcome> {
  const { steps, containers, operations } = parts;
  const record = steps.check('exec', params.session_id);
  const { command, timeout_ms: timeoutMs, cwd } = params;
  const home = containerRepoDir(record.repos[0]?.name ?? '');
  const argv = typeof command === 'string' ? ['sh', '-c', command] : command;
  const began = performance.now();
  const result = await containers.use(record, (exec) =>
    exec(argv, {
      cwd: cwd === undefined ? home : isAbsolute(cwd) ? cwd : posix.join(home, cwd),
      asAgent: true,
      timeoutMs,
      maxOutputBytes,
      signal: call.signal,
    }),
  );
  const ms = performance.now() - began;
  const shown = typeof command === 'string' ? command : command.join(' ');
  operations.record({
    operation: 'session.exec',
    session_id: record.sessionId,
    message: shown.length > 200 ? `${shown.slice(0, 200)}…` : shown,
    user: call.user,
    ms,
  });
  if (result.timedOut) throw execTimeout({ session_id: record.sessionId, timeout_ms: timeoutMs });
  return {
    exit_code: result.exitCode,
    signal: result.signal,
    stdout: result.stdout,
    stderr: result.stderr,
    truncated: result.truncated,
    duration_ms: Math.round(ms),
  };
}

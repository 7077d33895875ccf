import { RpcCallError, TransportError } from 'hero-claude-sdk';
import { CliError, Interrupted } from '../cli-error.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import type { Output } from './output.ts';
import { visibleLine, visibleText } from './visible-text.ts';

/** What is told about a failure, in a form for scripts and one for people. */
interface Failure {
  exitCode: number;
  kind: string;
  message: string;
  hint?: string | undefined;
  facts?: Record<string, unknown>;
  issues?: readonly { path: string; message: string }[];
  id?: string | undefined;
}

function describe(error: unknown, interrupted: boolean): Failure {
  if (interrupted) {
    const known = error instanceof Interrupted ? { hint: error.hint, facts: error.facts } : {};
    return { ...known, exitCode: exitCodes.cancelled, kind: 'cli.interrupted', message: 'Interrupted' };
  }
  if (error instanceof CliError) return error;
  if (error instanceof RpcCallError) {
    const { kind, message, hint, facts, issues, id } = error;
    return { exitCode: exitCodeOf(error.code), kind, message, hint, facts, issues, id };
  }
  if (error instanceof TransportError) return describeTransport(error);
  if (isFileError(error)) {
    const { message, path, code } = error;
    const hint = code === 'ENOSPC' ? 'the disk is full' : `${path} has to be a place this user can write`;
    return { exitCode: exitCodes.failed, kind: 'file.failed', message, hint };
  }
  const { stack, message } = error instanceof Error ? error : new Error(String(error));
  return { exitCode: exitCodes.internal, kind: 'cli.internal', message: stack ?? message };
}

const fileErrors = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EDQUOT']);

/** Says something about the machine, not about a mistake of ours. */
function isFileError(error: unknown): error is NodeJS.ErrnoException & { path: string } {
  const { code = '', path } = error as NodeJS.ErrnoException;
  return error instanceof Error && fileErrors.has(code) && path !== undefined;
}

const ofAnother =
  'the services are another user’s: start your own, or have them set HERO_SOCKET_GROUP to a group of yours';

function isDenied(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'EACCES';
}

function describeTransport({ message, status, cause }: TransportError): Failure {
  if (status === 401 || status === 403) {
    const hint =
      'set HERO_SECRET as the server has it, or HERO_CLAUDE_TOKEN to what `hero-claude token` prints';
    return { exitCode: exitCodes.unauthorized, kind: 'auth.refused', message, hint };
  }
  const hint =
    status !== undefined ? 'hero-claude doctor' : isDenied(cause) ? ofAnother : 'hero-claude start';
  return { exitCode: exitCodes.unavailable, kind: 'server.unreachable', message, hint };
}

/** Tells a failure on the channel it belongs to and gives the exit code. */
export function reportFailure(error: unknown, output: Output, interrupted: boolean): number {
  const failure = describe(error, interrupted);
  const { exitCode, kind, message, hint, facts, issues = [], id } = failure;
  if (output.json) {
    output.document({
      error: {
        kind,
        message,
        ...(hint !== undefined && { hint }),
        ...(facts !== undefined && Object.keys(facts).length > 0 && { facts }),
        ...(issues.length > 0 && { issues }),
        ...(id !== undefined && { id }),
      },
    });
    return exitCode;
  }
  const style = output.noteStyle;
  // The terminal has written ^C where the cursor was.
  if (interrupted && output.live) output.note('');
  output.note(`${style.red('error')}: ${visibleText(message)}`);
  // One alone is all that the message says.
  const told = issues.filter((issue) => !message.includes(issue.message));
  for (const issue of told) output.note(`  ${visibleLine(issue.path)}: ${visibleLine(issue.message)}`);
  if (id !== undefined) output.note(`  ${style.dim('log entry')} ${id}`);
  if (hint !== undefined) output.note(`${style.dim('hint')}: ${visibleLine(hint)}`);
  return exitCode;
}

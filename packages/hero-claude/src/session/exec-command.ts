import { constants } from 'node:os';
import type { ExecOutcome } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { visibleText } from '../output/visible-text.ts';

/** As a shell reports it: a command that a signal ended has 128 and the signal's number. */
export function exitCodeOfCommand({ exit_code: code, signal }: ExecOutcome): number {
  if (code !== null) return code;
  const numbers: Record<string, number> = constants.signals;
  return 128 + (numbers[signal ?? ''] ?? 0);
}

/** One word with spaces in it is no program but a line for a shell, as ssh takes it. */
function asLine(command: unknown): unknown {
  const [word, ...others] = Array.isArray(command) ? (command as string[]) : [];
  return word !== undefined && others.length === 0 && /\s/.test(word) ? word : command;
}

/** Runs a command in the session's container as if it ran here: its output, its exit code. */
export async function execCommand(call: MethodCall<ExecOutcome>): Promise<number> {
  const { output, params } = call;
  const outcome = await call.send({ ...params, command: asLine(params['command']) });
  if (output.json) output.document(outcome);
  else {
    output.write(visibleText(outcome.stdout));
    output.writeNote(visibleText(outcome.stderr));
    if (outcome.truncated) output.note('… the output was longer than what is kept');
    if (outcome.signal !== null) output.note(`ended by ${outcome.signal}`);
  }
  return exitCodeOfCommand(outcome);
}

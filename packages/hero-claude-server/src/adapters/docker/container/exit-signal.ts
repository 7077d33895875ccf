import { constants } from 'node:os';

/**
 * The engine reports a process ended by signal n as exit code 128 + n, which a program may also choose by
 * itself. Read as signals are only those that programs do not use as exit codes: 129 is a usage error of git.
 */
const likely = [
  'SIGINT',
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGSEGV',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
] as const;

const names = new Map<number, string>(likely.map((name) => [128 + constants.signals[name], name]));

/** Splits an engine's exit code: a process ended by a signal has none. */
export function readExitCode(code: number): { exitCode: number | null; signal: string | null } {
  const signal = names.get(code);
  return signal === undefined ? { exitCode: code, signal: null } : { exitCode: null, signal };
}

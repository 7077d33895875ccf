import type { Client } from 'hero-claude-sdk';
import type { Output } from '../output/output.ts';

/** What every command is given. */
export interface CliContext {
  readonly env: NodeJS.ProcessEnv;
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Has Ctrl-C call `act` instead, each time, until the result is disposed of. */
  readonly onInterrupt: (act: () => void) => Disposable;
  /** The client of the server; nothing is sent until a method is called. */
  readonly connect: () => Promise<Client>;
}

/** Runs the work of a command with everything it needs. */
export type RunAction = (action: (context: CliContext) => Promise<number | void>) => Promise<void>;

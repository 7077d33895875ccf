/** An error the CLI itself finds. The message names the thing; the hint says what to do. */
export class CliError extends Error {
  /** Stable name, `noun.fact`. */
  readonly kind: string;
  readonly exitCode: number;
  readonly hint: string | undefined;
  /** For scripts. */
  readonly facts: Record<string, unknown>;

  constructor(
    kind: string,
    message: string,
    options: {
      exitCode?: number;
      hint?: string | undefined;
      facts?: Record<string, unknown>;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CliError';
    this.kind = kind;
    this.exitCode = options.exitCode ?? 1;
    this.hint = options.hint;
    this.facts = options.facts ?? {};
  }
}

/** A person ended the command while the server goes on with what it was asked. */
export class Interrupted extends CliError {
  constructor(hint: string, facts: Record<string, unknown>) {
    super('cli.interrupted', 'Interrupted', { hint, facts });
  }
}

/** The command line itself is wrong. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError('cli.usage', message, { exitCode: 2, hint });
}

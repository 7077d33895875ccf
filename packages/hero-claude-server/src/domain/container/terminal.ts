import { z } from 'zod';

export const TerminalTicket = z
  .object({
    ticket: z.string().describe('Good once, for WebSocket /terminal?session=<id>&ticket=<ticket>'),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'TerminalTicket' });
export type TerminalTicket = z.infer<typeof TerminalTicket>;

export interface TerminalSize {
  columns: number;
  rows: number;
}

/** What the server says beside the bytes of the terminal. */
export type TerminalNotice =
  | {
      type: 'started';
      /** `side`: the session does not run, so there is neither agent nor network. */
      container: 'agent' | 'side';
      /** The shell was there before; what it wrote last comes first. */
      resumed: boolean;
      viewers: number;
    }
  | { type: 'ended'; exit_code: number | null }
  | { type: 'error'; kind: string; message: string };

/** Somebody who looks at a terminal. */
export interface TerminalViewer {
  readonly user: string | undefined;
  size: TerminalSize;
  /** Resolves when the viewer can take more. */
  show(data: Buffer): Promise<void>;
  tell(notice: TerminalNotice): void;
  /** Nothing more comes. */
  close(): void;
}

/** A viewer's side of a terminal. */
export interface TerminalSeat {
  /** Resolves when the terminal can take more. */
  type(data: Buffer): Promise<void>;
  /** The terminal is as large as the smallest of its viewers. */
  resize(size: TerminalSize): Promise<void>;
  leave(): void;
}

const maxSide = 1000;

/** A size that a terminal can have; whatever else is asked for becomes the nearest. */
export function terminalSize(columns: number, rows: number): TerminalSize {
  const bounded = (value: number, usual: number) =>
    Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), 1), maxSide) : usual;
  return { columns: bounded(columns, 80), rows: bounded(rows, 24) };
}

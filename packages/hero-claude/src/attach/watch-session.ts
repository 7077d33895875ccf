import type { ReadStream } from 'node:tty';
import type { Client, Session, Turn } from 'hero-claude-sdk';
import { editInput } from '../approvals/edit-input.ts';
import type { CliContext } from '../call/cli-context.ts';
import type { Level } from '../conversation/tell.ts';
import { Keyboard } from '../terminal/keyboard.ts';
import { openDisplay } from './display.ts';
import { type Ending, LiveSession } from './live-session.ts';
import { Steering } from './steering.ts';

export interface WatchOptions {
  session: Session;
  level: Level;
  /** How many turns that are over are shown first. */
  history: number;
  untilTurnOver: boolean;
  /** Draws and asks nothing, whatever the terminal can. */
  plain?: boolean;
}

export interface Watched {
  ending: Ending | 'left';
  lastTurn: Turn | undefined;
}

/** Shows a session live and lets the person take part in it; from a pipe it can only be interrupted and left. */
export async function watchSession(
  { output, env, signal: stopped, onInterrupt }: CliContext,
  client: Client,
  { session, level, history, untilTurnOver, plain = false }: WatchOptions,
): Promise<Watched> {
  const display = openDisplay(output, env, plain);
  const left = new AbortController();
  const signal = AbortSignal.any([stopped, left.signal]);
  const steering = new Steering({
    client,
    sessionId: session.session_id,
    display,
    signal,
    edit: async ({ approval }) => {
      display.pause();
      keyboard?.close();
      try {
        return await editInput(approval.input, env);
      } finally {
        keyboard?.open();
        display.resume();
      }
    },
    leave: () => left.abort(),
  });
  const stdin = process.stdin as ReadStream;
  const keyboard =
    display.live && stdin.isTTY ? new Keyboard(stdin, process.stdout, steering.key) : undefined;
  const live = new LiveSession({
    client,
    session,
    display,
    style: output.style,
    columns: () => output.columns,
    level,
    history,
    untilTurnOver,
    signal,
    input: () => (keyboard === undefined ? null : steering.view()),
  });
  steering.take(live);
  using _interrupts = onInterrupt(steering.interrupt);
  const onResize = (): void => live.redraw();
  process.stdout.on('resize', onResize);
  keyboard?.open();
  try {
    return { ending: await live.run(), lastTurn: live.turns.last };
  } catch (error) {
    if (!left.signal.aborted) throw error;
    return { ending: 'left', lastTurn: live.turns.last };
  } finally {
    process.stdout.off('resize', onResize);
    keyboard?.close();
    display.close();
    left.abort();
  }
}

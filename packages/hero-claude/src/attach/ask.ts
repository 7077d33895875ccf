import type { Client, FinishResult, Session, Turn } from 'hero-claude-sdk';
import type { CliContext } from '../call/cli-context.ts';
import { repoHere } from '../call/repo-id.ts';
import { untilAnswered } from '../call/until-answered.ts';
import { sessionProgress, withProgress } from '../call/with-progress.ts';
import { CliError, usageError } from '../cli-error.ts';
import type { Params } from '../document/method-command.ts';
import { exitCodes } from '../output/exit-code.ts';
import { createdSession, notStarted } from '../session/create-session.ts';
import { finishView } from '../views/finish-view.ts';
import { sessionSummary } from '../views/session-summary.ts';
import { type AttachOptions, levelOf, wayBack } from './attach-session.ts';
import { type Watched, watchSession } from './watch-session.ts';

export interface AskOptions extends AttachOptions {
  /** Deliver the work when the turn went well. */
  finish?: boolean;
  /** Leave the agent running afterwards. */
  keep?: boolean;
}

type CreateParams = Parameters<Client['session']['create']>[0];

/** The turn as an exit code: what a script can do about it. */
export function verdictCode(turn: Turn | undefined): number {
  if (turn?.state === 'done') return 0;
  return turn?.state === 'interrupted' ? exitCodes.cancelled : 1;
}

/** What the command line says, made whole: files are sent, a prompt may come from stdin. */
export type Completed = (client: Client) => Promise<Params>;

async function createParams(
  completed: Completed,
  context: CliContext,
  client: Client,
): Promise<CreateParams> {
  const params = await completed(client);
  return { ...params, repos: params['repos'] ?? [await repoHere(client, context.signal)] } as CreateParams;
}

async function createAndStart(context: CliContext, client: Client, params: CreateParams): Promise<Session> {
  const { signal } = context;
  const { session_id } = await createdSession(context, client, () =>
    client.session.create(params, { signal }),
  );
  return withProgress(context, client, sessionProgress(session_id), () =>
    client.session.start({ session_id }, { signal }),
  ).catch((error: unknown) => {
    throw notStarted(error, session_id, signal);
  });
}

/** The same with nothing said to anybody. */
function silent(context: CliContext): CliContext {
  const nothing = (): void => undefined;
  const mute = { write: nothing, line: nothing, note: nothing, writeNote: nothing };
  return { ...context, output: { ...context.output, ...mute, json: false, columns: undefined, live: false } };
}

/** With `--json`: nothing is shown, so nothing is drawn or typed; only the end counts. */
async function watchSilently(context: CliContext, client: Client, session: Session): Promise<Watched> {
  return watchSession(silent(context), client, {
    session,
    level: 'quiet',
    history: 1,
    untilTurnOver: true,
    plain: true,
  });
}

/** Has an agent do one thing from beginning to end: create, start, follow, and what the turn came to as exit code. */
export async function ask(context: CliContext, given: Completed, options: AskOptions): Promise<number> {
  const { output, signal } = context;
  const { finish = false, keep = false } = options;
  if (finish && keep)
    throw usageError('--finish ends the agent and --keep leaves it running', 'give one of them');
  const level = levelOf(options);
  const client = await context.connect();
  const progress = level === 'quiet' ? silent(context) : context;
  const session = await createAndStart(progress, client, await createParams(given, context, client));
  const { session_id } = session;
  if (!output.json && level !== 'quiet') output.note(sessionSummary(session, output.noteStyle));
  const watched = output.json
    ? await watchSilently(context, client, session)
    : await watchSession(context, client, { session, level, history: 1, untilTurnOver: true });
  const { lastTurn, ending } = watched;
  const code = ending === 'left' ? exitCodes.cancelled : verdictCode(lastTurn);
  let finished: FinishResult | undefined;
  if (ending === 'turn over' && finish && code === 0)
    finished = await withProgress(progress, client, sessionProgress(session_id), () =>
      client.session.finish({ session_id }, { signal }),
    ).catch((error: unknown) => {
      throw signal.aborted ? error : notFinished(error, session_id);
    });
  else if (ending === 'turn over' && !keep)
    await untilAnswered(signal, () => client.session.stop({ session_id }, { signal }));
  const now =
    ending === 'left'
      ? session
      : await untilAnswered(signal, () => client.session.info({ session_id }, { signal }));
  if (output.json) {
    const turn = lastTurn ?? null;
    output.document({ session: now, turn, left: ending === 'left', ...(finished && { finish: finished }) });
    return code;
  }
  if (finished !== undefined) output.note(finishView(finished, output.noteStyle));
  else if (ending === 'left') output.note(wayBack(session_id, 'running'));
  else if (level !== 'quiet') output.note(nextSteps(now, code === 0));
  return code;
}

function notFinished(error: unknown, sessionId: string): unknown {
  if (!(error instanceof Error)) return error;
  const { kind = 'session.not_finished', hint } = error as Error & { kind?: string; hint?: string };
  return new CliError(kind, `The turn is done, but session ${sessionId} is not delivered: ${error.message}`, {
    hint: hint ?? `hero-claude session finish ${sessionId}`,
    facts: { session_id: sessionId },
    cause: error,
  });
}

function nextSteps({ session_id: id, status }: Session, wentWell: boolean): string {
  const running = status === 'running';
  const goOn = running ? `session send ${id} "…"` : `session start ${id} --prompt "…"`;
  const next = wentWell ? `deliver: hero-claude session finish ${id}` : `go on:   hero-claude ${goOn}`;
  const steps = `look:    hero-claude session diff ${id}\n${next}`;
  return running ? `${steps}\n${wayBack(id, status)}` : steps;
}

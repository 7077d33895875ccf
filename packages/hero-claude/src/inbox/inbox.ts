import type { Client } from 'hero-claude-sdk';
import { answerApproval } from '../approvals/answer-approval.ts';
import { approvalWords } from '../approvals/approval-card.ts';
import { editInput } from '../approvals/edit-input.ts';
import { questionsOf } from '../approvals/question.ts';
import type { CliContext } from '../call/cli-context.ts';
import { CliError } from '../cli-error.ts';
import { visibleLine } from '../output/visible-text.ts';
import { fitLine, textWidth } from '../terminal/fit-text.ts';
import { Keyboard } from '../terminal/keyboard.ts';
import { Screen } from '../terminal/screen.ts';
import { inboxArea, inboxTable } from './inbox-area.ts';
import { type Act, InboxState } from './inbox-state.ts';
import { readInbox, type WaitingApproval } from './waiting-approval.ts';

export interface InboxOptions {
  /** Stay when nothing waits. */
  follow?: boolean;
}

const told = new Set(['approval.asked', 'approval.settled', 'reset']);

/** Lists what waits for a person in all sessions; on a terminal it is answered there. */
export async function inbox(context: CliContext, { follow = false }: InboxOptions): Promise<number> {
  const { output, signal, env } = context;
  const client = await context.connect();
  const first = await client.approval.list({ limit: 1 }, { signal });
  const inTerminal = process.stdout.isTTY && process.stdin.isTTY && env['TERM'] !== 'dumb';
  if (!output.json && inTerminal && (follow || first.approvals.length > 0))
    return answerInTerminal(context, client, follow);
  const { approvals, more } = await readInbox(client, signal);
  if (output.json) {
    output.document({ approvals, more });
    return 0;
  }
  output.line(inboxTable(approvals, output.style));
  const [one] = approvals;
  if (one !== undefined) {
    const answers = questionsOf(one).map((_, index) => ` --answer ${index + 1}=…`);
    output.note(`answer: hero-claude approval answer ${one.approval_id} allow${answers.join('')}`);
    if (answers.length > 0) output.note('  … is the number of an option, or words of your own');
  }
  return 0;
}

async function answerInTerminal(context: CliContext, client: Client, follow: boolean): Promise<number> {
  const { output, env } = context;
  const left = new AbortController();
  const signal = AbortSignal.any([context.signal, left.signal]);
  const screen = new Screen(process.stdout);
  const state = new InboxState();
  let editing = false;
  const show = (): void => {
    const size = { columns: screen.columns, rows: process.stdout.rows || 24, now: Date.now() };
    if (!editing && !signal.aborted) screen.show(inboxArea(state, output.style, size));
  };
  const read = async (): Promise<void> => {
    state.take((await readInbox(client, signal)).approvals);
    if (state.approvals.length === 0 && !follow) left.abort();
    show();
  };
  const tell = ({ session_name: name, ...approval }: WaitingApproval, ok: boolean, text: string): void => {
    const mark = ok ? output.style.green('✓') : output.style.yellow('!');
    const room = screen.columns - textWidth(text) - 5;
    const words = fitLine(`${visibleLine(name)}  ${approvalWords(approval)}`, Math.max(room, 20));
    screen.print(`${mark} ${words}  ${output.style.dim(text)}`);
  };
  const edit = async (approval: WaitingApproval): Promise<Record<string, unknown> | undefined> => {
    editing = true;
    screen.clear();
    keyboard.close();
    try {
      return await editInput(approval.input, env);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      tell(approval, false, error.message);
      return undefined;
    } finally {
      keyboard.open();
      editing = false;
    }
  };
  const act = async (action: Act): Promise<void> => {
    if (action?.kind === 'leave') left.abort();
    else if (action?.kind === 'answer') {
      const { ok, text } = await answerApproval(client, action.answer, signal);
      tell(action.approval, ok, text);
      await read();
    } else if (action?.kind === 'edit') {
      const updated_input = await edit(action.approval);
      if (updated_input === undefined) {
        show();
        return;
      }
      const { approval_id } = action.approval;
      state.settled(approval_id);
      await act({
        kind: 'answer',
        approval: action.approval,
        answer: { approval_id, decision: 'allow', updated_input },
      });
    }
  };
  let busy: Promise<void> = Promise.resolve();
  let failure: unknown;
  const next = (work: () => Promise<void>): void => {
    busy = busy.then(work).catch((error: unknown) => {
      if (!signal.aborted) failure = error;
      left.abort();
    });
  };
  const keyboard = new Keyboard(process.stdin, process.stdout, (key) => {
    const action = state.key(key);
    // Gone at once, so that a key pressed twice does not answer twice; what still waits comes back when read.
    if (action?.kind === 'answer') state.settled(action.approval.approval_id);
    if (action !== undefined) next(() => act(action));
    show();
  });
  using _interrupts = context.onInterrupt(() => left.abort());
  process.stdout.on('resize', show);
  keyboard.open();
  try {
    for await (const { type } of client.follow({ signal, onOpen: () => next(read) }))
      if (told.has(type)) next(read);
    await busy;
    if (failure !== undefined) throw failure;
    context.signal.throwIfAborted();
    return 0;
  } finally {
    process.stdout.off('resize', show);
    keyboard.close();
    screen.clear();
    if (failure === undefined) output.note(output.noteStyle.dim(leaving(state)));
  }
}

function leaving({ approvals }: InboxState): string {
  const waiting = approvals.length;
  return waiting === 0
    ? 'nothing waits for you'
    : `${waiting} still ${waiting === 1 ? 'waits' : 'wait'}: hero-claude inbox`;
}

import { approvalCard, approvalWords } from '../approvals/approval-card.ts';
import { decisionHelp } from '../approvals/decision-words.ts';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';
import { textWidth, wrapText } from '../terminal/fit-text.ts';
import { viewLine } from '../terminal/line-view.ts';
import type { Area } from '../terminal/screen.ts';
import type { InboxState, Typing } from './inbox-state.ts';
import type { WaitingApproval } from './waiting-approval.ts';

const mostListed = 6;

/** What waits, one to a line, for people who cannot or do not want to answer here. */
export function inboxTable(approvals: readonly WaitingApproval[], style: Style, now = Date.now()): string {
  if (approvals.length === 0) return style.dim('nothing waits for you');
  const rows = approvals.map((approval) => [
    approval.approval_id,
    visibleLine(approval.session_name).slice(0, 24),
    approval.kind,
    approvalWords(approval).slice(0, 60),
    relative(approval.asked_at, now),
  ]);
  return table(['id', 'session', 'kind', 'what', 'asked'], rows, style);
}

function listed(state: InboxState, style: Style, now: number): string[] {
  const { approvals, selected } = state;
  const place = approvals.findIndex((each) => each === selected);
  const from = Math.max(0, Math.min(place - 2, approvals.length - mostListed));
  const shown = approvals.slice(from, from + mostListed).map((approval) => {
    const words = `${visibleLine(approval.session_name).slice(0, 24)}  ${approvalWords(approval)}  ${style.dim(relative(approval.asked_at, now))}`;
    return approval === selected ? `${style.cyan('▸')} ${words}` : style.dim(`  ${words}`);
  });
  const more = approvals.length - from - mostListed;
  return more > 0 ? [...shown, style.dim(`  … ${more} more`)] : shown;
}

const typingLabels: Record<Typing['purpose'], string> = {
  deny: 'deny, because (Enter sends, Esc goes back)',
  deny_and_stop: 'deny and stop, because (Enter sends, Esc goes back)',
  words: 'your answer (Esc goes back)',
};

function help({ question, surprised, chosen }: InboxState): string {
  if (surprised) return 'the question before was settled elsewhere; this is another one: Enter to answer it';
  if (question === undefined) return `${decisionHelp.replaceAll(' [why]', '')} · ↑↓ · q leave`;
  const several = question.several && chosen.size > 0 ? ' · Enter answers' : '';
  return `1-${Math.min(question.options.length, 9)} choose${several} · o own words · n no · s stop · ↑↓ · q leave`;
}

/** The marks of what has been chosen, in the card of the question. */
function marked(card: string, { question, chosen }: InboxState, style: Style): string[] {
  if (question === undefined || !question.several) return card.split('\n');
  const labels = new Map(
    question.options.map(({ label }, index) => [
      `    ${index + 1}  ${visibleLine(label)}`,
      String(index + 1),
    ]),
  );
  return card.split('\n').map((line) => {
    const found = [...labels].find(([begin]) => line.startsWith(begin));
    return found !== undefined && chosen.has(found[1]) ? style.green(`  ✓${line.slice(3)}`) : line;
  });
}

/** A long line goes on below where its words begin. */
function indented(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const [first = '', ...rest] = wrapText(line.slice(indent.length), columns - indent.length);
  return [first, ...rest].map((part) => `${indent}${part}`);
}

/** The inbox as it is drawn: what waits, the one that is looked at, what can be done with it. */
export function inboxArea(
  state: InboxState,
  style: Style,
  { columns, rows, now }: { columns: number; rows: number; now: number },
): Area {
  const { selected, typing, scroll, approvals, question } = state;
  if (selected === undefined) return { lines: [style.dim('nothing waits for you; q leaves')], cursor: null };
  const list = approvals.length > 1 ? [...listed(state, style, now), ''] : [];
  const title = `${style.bold(visibleLine(selected.session_name))}  ${style.dim(selected.session_id)}`;
  // Of several questions only the one to be answered now is shown.
  const asked =
    question === undefined
      ? selected
      : { ...selected, input: { questions: onlyThat(selected, question.text) } };
  const card = marked(approvalCard(asked, style, now), state, style).flatMap((line) =>
    indented(line, columns - 1),
  );
  const room = Math.max(3, rows - list.length - 5);
  const from = Math.min(scroll, Math.max(0, card.length - room));
  const hidden = card.length - from - room;
  const body =
    hidden > 0
      ? [...card.slice(from, from + room - 1), style.yellow(`… ${hidden + 1} more lines: space`)]
      : card.slice(from);
  const lines = [...list, title, ...body, ''];
  if (typing === undefined) return { lines: [...lines, style.dim(help(state))], cursor: null };
  const label = `${typingLabels[typing.purpose]}: `;
  const { text, column } = viewLine(typing.line, Math.max(columns - textWidth(label) - 1, 10));
  return {
    lines: [...lines, `${style.cyan(label)}${text}`],
    cursor: { row: lines.length, column: textWidth(label) + column },
  };
}

function onlyThat({ input }: WaitingApproval, text: string): unknown[] {
  const questions = Array.isArray(input['questions']) ? (input['questions'] as unknown[]) : [];
  return questions.filter((each) => (each as { question?: unknown } | null)?.question === text);
}

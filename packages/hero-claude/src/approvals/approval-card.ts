import type { Approval } from 'hero-claude-sdk';
import { textOf } from '../conversation/json.ts';
import { purposeOf } from '../conversation/tool-words.ts';
import type { Style } from '../output/output.ts';
import { relative } from '../output/units.ts';
import { visibleLine, visibleText } from '../output/visible-text.ts';
import { type Question, questionsOf } from './question.ts';

const mostLines = 40;
/** Nobody should allow a command they have not seen the end of. */
const mostLinesOfCommand = 400;

function body(text: string, most = mostLines): string {
  const lines = visibleText(text).split('\n');
  const more = lines.length - most;
  const shown = more > 0 ? [...lines.slice(0, most), `… ${more} more lines: e shows them all`] : lines;
  return shown.map((line) => `    ${line}`).join('\n');
}

/** The end of the last line begins no other one. */
function marked(mark: string, text: unknown): string {
  return textOf(text).replace(/\n$/, '').replaceAll(/^/gm, `${mark} `);
}

/** What would be done. */
function inputText({ tool, input }: Approval): string {
  if (tool === 'Bash') return body(textOf(input['command']), mostLinesOfCommand);
  if (tool === 'Edit') {
    return [
      body(textOf(input['file_path'])),
      body(marked('-', input['old_string'])),
      body(marked('+', input['new_string'])),
    ].join('\n');
  }
  if (tool === 'Write') return `${body(textOf(input['file_path']))}\n${body(marked('+', input['content']))}`;
  return body(JSON.stringify(input, null, 2));
}

/** One question with its options, numbered. */
export function questionText({ text, header, options, several }: Question, style: Style): string {
  const width = Math.max(0, ...options.map(({ label }) => visibleLine(label).length));
  return [
    `  ${style.bold(visibleLine(text))}${header === '' ? '' : style.dim(`  ${visibleLine(header)}`)}${several ? style.dim('  several may be chosen') : ''}`,
    ...options.map(({ label, description }, index) =>
      `    ${index + 1}  ${visibleLine(label).padEnd(width)}  ${style.dim(visibleLine(description))}`.trimEnd(),
    ),
  ].join('\n');
}

/** A question of an agent as a person has to see it before answering. */
export function approvalCard(approval: Approval, style: Style, now = Date.now()): string {
  const { kind, tool, reason, input, repeated, waiting } = approval;
  const notes = [
    repeated ? 'asked again after the agent was killed' : undefined,
    waiting ? undefined : 'the agent does not run: the answer is kept until it asks again',
  ].filter((note) => note !== undefined);
  const asked = style.dim(`asked ${relative(approval.asked_at, now)}`);
  const lines = ((): string[] => {
    if (kind === 'question')
      return [
        `${style.yellow('question')}  ${asked}`,
        ...questionsOf(approval).map((each) => questionText(each, style)),
      ];
    if (kind === 'plan') return [`${style.yellow('plan')}  ${asked}`, body(textOf(input['plan']))];
    return [`${style.yellow('may it use')} ${style.bold(visibleLine(tool))}?  ${asked}`, inputText(approval)];
  })();
  // The CLI repeats the command where it has no reason.
  const why = reason === null || reason === input['command'] ? [] : [`  ${style.dim(visibleLine(reason))}`];
  return [...lines, ...why, ...notes.map((note) => `  ${style.yellow(note)}`)].join('\n');
}

/** The same in one line, for a list. */
export function approvalWords({ kind, tool, input }: Pick<Approval, 'kind' | 'tool' | 'input'>): string {
  if (kind === 'question')
    return visibleLine(
      questionsOf({ input })
        .map(({ text }) => text)
        .join(' '),
    );
  if (kind === 'plan') return visibleLine(textOf(input['plan']).split('\n')[0] ?? '');
  return `${visibleLine(tool)} ${purposeOf(tool, input)}`;
}

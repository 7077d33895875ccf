import type { Approval } from 'hero-claude-sdk';
import { shortPath, toolLabel } from '../../screens/session/cards/tool-summary.ts';
import { visibleLine } from '../../screens/session/safe/visible-text.ts';
import { textAt } from '../../screens/session/transcript/loose.ts';

/** The kind of question, in words. */
export function approvalTitle({ kind, tool }: Approval): string {
  if (kind === 'question') return 'The agent asks you something';
  if (kind === 'plan') return 'The agent has made a plan';
  return `May it use ${toolLabel(tool)}?`;
}

/** What a question is about, on one line. */
export function approvalSubject(approval: Approval): string {
  const { kind, tool, input } = approval;
  if (kind !== 'permission') return approvalTitle(approval);
  const what =
    textAt(input, 'command') ?? shortPath(textAt(input, 'file_path') ?? textAt(input, 'url') ?? '');
  return `${toolLabel(tool)}${what === '' ? '' : `: ${visibleLine(what).slice(0, 300)}`}`;
}

import type { ApprovalDecision } from 'hero-claude-sdk';

/** What a person decided about a permission or a plan. */
export type Decided =
  | { edit: true }
  | { edit: false; decision: ApprovalDecision; message: string | undefined };

interface Choice {
  key: string;
  words: readonly string[];
  decision: ApprovalDecision | 'edit';
  text: string;
}

const choices: readonly Choice[] = [
  { key: 'y', words: ['yes', 'allow', 'ok'], decision: 'allow', text: 'allow' },
  { key: 'a', words: ['always', 'session'], decision: 'allow_for_session', text: 'for the session' },
  { key: 'e', words: ['edit'], decision: 'edit', text: 'edit' },
  { key: 'n', words: ['no', 'deny'], decision: 'deny', text: 'deny [why]' },
  { key: 's', words: ['stop'], decision: 'deny_and_stop', text: 'deny and stop [why]' },
];

/** `y allow · a for the session · …` */
export const decisionHelp = choices.map(({ key, text }) => `${key} ${text}`).join(' · ');

/** Reads `y`, `n because of this`, …; undefined for anything else. */
export function readDecision(line: string): Decided | undefined {
  const [, word = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
  const choice = choices.find(
    ({ key, words }) => key === word.toLowerCase() || words.includes(word.toLowerCase()),
  );
  if (choice === undefined) return undefined;
  const message = rest.trim();
  const says = choice.decision === 'deny' || choice.decision === 'deny_and_stop';
  if (message !== '' && !says) return undefined;
  return choice.decision === 'edit'
    ? { edit: true }
    : { edit: false, decision: choice.decision, message: message === '' ? undefined : message };
}

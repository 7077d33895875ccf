import type { ApprovalDecision } from 'hero-claude-sdk';

/** What a person decided about a permission or a plan. */
export type Decided =
  | { edit: true }
  | { edit: false; decision: ApprovalDecision; message?: string; always?: true };

interface Choice {
  key: string;
  words: readonly string[];
  decided: Decided;
  text: string;
}

const choices: readonly Choice[] = [
  { key: 'y', words: ['yes', 'allow', 'ok'], decided: { edit: false, decision: 'allow' }, text: 'allow' },
  {
    key: 'a',
    words: ['session'],
    decided: { edit: false, decision: 'allow_for_session' },
    text: 'session',
  },
  {
    key: 'r',
    words: ['rule', 'always'],
    decided: { edit: false, decision: 'allow', always: true },
    text: 'repository',
  },
  { key: 'e', words: ['edit'], decided: { edit: true }, text: 'edit' },
  { key: 'n', words: ['no', 'deny'], decided: { edit: false, decision: 'deny' }, text: 'no [why]' },
  { key: 's', words: ['stop'], decided: { edit: false, decision: 'deny_and_stop' }, text: 'stop [why]' },
];

/** `y allow · a session · …` */
export const decisionHelp = choices.map(({ key, text }) => `${key} ${text}`).join(' · ');

/** Reads `y`, `n because of this`, …; undefined for anything else. */
export function readDecision(line: string): Decided | undefined {
  const [, first = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
  const word = first.toLowerCase();
  const decided = choices.find(({ key, words }) => key === word || words.includes(word))?.decided;
  const message = rest.trim();
  if (decided === undefined || message === '') return decided;
  const says = !decided.edit && (decided.decision === 'deny' || decided.decision === 'deny_and_stop');
  return says ? { ...decided, message } : undefined;
}

import {
  type Page,
  type StandinAnswer,
  type StandinDashboard,
  standinAnswers,
  standinSession,
  startStandinDashboard,
} from 'hero-claude-testkit/browser';
import type { Shot } from './screens.ts';

const at = new Date(Date.now() - 600_000).toISOString();
const longName = 'Größenänderung_der_Vorschaubilder_für_alle_которая_не_понадобилась_画像の自動縮小';

const question = { approval_id: 'a1b2c3d4-1', asked_at: at, waiting: true, repeated: false, reason: null };
const approvals = [
  {
    ...question,
    session_id: '00000001',
    kind: 'permission',
    tool: 'Bash',
    input: { command: `rm -rf build && ${'npm run a-task-of-some-length && '.repeat(6)}true` },
    suggestions: [{}],
  },
  {
    ...question,
    approval_id: 'a1b2c3d4-2',
    session_id: '00000002',
    kind: 'question',
    tool: 'AskUserQuestion',
    input: {
      questions: [
        {
          question: 'Which of the two libraries shall the payment pages use from now on?',
          header: 'Library',
          multiSelect: false,
          options: [
            { label: 'The old one', description: 'Nothing changes for whoever calls it' },
            { label: 'The new one', description: 'Faster, and its maker still mends it' },
          ],
        },
      ],
    },
    suggestions: [],
  },
  {
    ...question,
    approval_id: 'a1b2c3d4-3',
    session_id: '00000003',
    kind: 'plan',
    tool: 'ExitPlanMode',
    input: { plan: '1. Read the **guide**.\n2. Change `src/pay.ts`.\n3. Run all tests.' },
    suggestions: [],
  },
];

/** Two hundred, in every state that a session may be in. */
function manySessions(): Record<string, unknown>[] {
  const looks = [
    { bucket: 'needs_you', agent: { state: 'waiting', approval_ids: ['a1b2c3d4-1'], since: at } },
    { bucket: 'running', agent: { state: 'working', since: at } },
    {
      bucket: 'needs_you',
      status: 'stopped',
      problem: { kind: 'setup.failed', message: `npm ci ended with 1: ${longName}`, since: at },
    },
    { bucket: 'running', agent: { state: 'retrying', status: 529, attempt: 3, until: at, since: at } },
    { bucket: 'completed', status: 'completed', undelivered: false },
    { bucket: 'running', agent: { state: 'quota', until: at, since: at } },
  ];
  return Array.from({ length: 200 }, (_, index) =>
    standinSession({
      session_id: (index + 1).toString(16).padStart(8, '0'),
      name: index % 5 === 2 ? longName : `Mend what test ${index + 1} found`,
      task: 'Find the cause, mend it and not the test, and say in the commit what it was.',
      labels: index % 3 === 0 ? { team: 'payments', 'very/long.label-name': longName } : {},
      ...looks[index % looks.length],
    }),
  );
}

const patch = [
  '@@ -1,4 +1,5 @@ export function pay()',
  ' import { charge } from "./charge.ts";',
  '-export const pay = (sum) => charge(sum);',
  '+/** Charges in cents, so that no sum is lost to rounding. */',
  '+export const pay = (sum) => charge(Math.round(sum * 100));',
  ' ',
  ` // ${'a line that is far longer than a phone is wide '.repeat(3)}`,
  '',
].join('\n');

const diff = [
  {
    name: 'shop',
    base: 'a'.repeat(40),
    head: 'b'.repeat(40),
    files_changed: 1,
    additions: 2,
    deletions: 1,
    next: null,
    files: [
      {
        path: 'packages/payments/src/lib/pay.ts',
        status: 'modified',
        additions: 2,
        deletions: 1,
        binary: false,
        truncated: false,
        old_mode: '100644',
        new_mode: '100644',
        patch,
      },
    ],
  },
];

const fails: StandinAnswer = () => {
  throw new Error('The database cannot be written: no space is left on /home/ana/hero/var');
};
const never: StandinAnswer = () => new Promise(() => undefined);

export interface State {
  open: () => Promise<StandinDashboard>;
  shots: Record<string, Shot>;
  /** Whether what is loading comes in the end; it does unless told otherwise. */
  settles?: boolean;
}

const screens = ['/', '/inbox', '/repositories', '/usage', '/log', '/trash', '/settings', '/mcp'];
const session = '/sessions/00000001';
const tabs = ['', '/diff', '/files', '/logs', '/network', '/usage', '/info'].map((tab) => `${session}${tab}`);

function shotsAs(prefix: string, paths: readonly string[]): Record<string, Shot> {
  return Object.fromEntries(
    paths.map((path) => [`${prefix}${path.replaceAll('/', '-').replace('00000001', 'one')}`, { path }]),
  );
}

async function commentOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Comment on new line 3' }).click();
  await page.getByLabel('Comment on this line').fill('Say why in cents.');
  await page.getByRole('button', { name: 'Add comment' }).click();
  await page.getByRole('button', { name: 'Comment on new line 2' }).click();
}

/** What is seldom seen over the real daemons: very much, nothing yet, and what goes wrong. */
export const states: readonly State[] = [
  {
    open: () => {
      const sessions = manySessions();
      const one = ({ session_id }: Record<string, unknown>) =>
        sessions.find((each) => each['session_id'] === session_id);
      return startStandinDashboard({
        ...standinAnswers([]),
        'session.list': () => sessions,
        'session.info': one,
        'approval.list': ({ session_id }) => ({
          approvals: approvals.filter((each) => session_id === undefined || each.session_id === session_id),
          more: false,
        }),
        'approval.rules': () => ({ rules: [] }),
        'session.diff': () => diff,
        'session.commits': () => [],
      });
    },
    shots: {
      'full-fleet': { path: '/' },
      'full-inbox': { path: '/inbox' },
      'full-approval': { path: session },
      'full-question': { path: '/sessions/00000002' },
      'full-long-name': { path: '/sessions/00000003' },
      'full-comments': { path: `${session}/diff`, prepare: commentOn },
    },
  },
  {
    open: () => startStandinDashboard({}),
    shots: shotsAs('error', [...screens, session]),
  },
  {
    open: () =>
      startStandinDashboard({
        ...Object.fromEntries(Object.keys(standinAnswers([])).map((method) => [method, fails])),
        'session.info': () => standinSession(),
      }),
    shots: shotsAs('failed', tabs),
  },
  {
    open: () =>
      startStandinDashboard({
        ...Object.fromEntries(Object.keys(standinAnswers([])).map((method) => [method, never])),
        'repo.list': never,
        'usage.summary': never,
        'logs.get': never,
        'trash.list': never,
      }),
    shots: shotsAs('loading', [...screens, session]),
    settles: false,
  },
];

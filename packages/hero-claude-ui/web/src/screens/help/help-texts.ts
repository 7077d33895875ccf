/** Words of the product; the glossary in docs/ has all of them. */
export const concepts: readonly [word: string, means: string][] = [
  ['Session', 'One piece of work: chosen repositories, a branch, a container, a conversation, a delivery.'],
  ['Session copy', 'The writable copy of the repositories that the agent works on. Yours are only read.'],
  [
    'Agent',
    'Claude Code, running in the container of a session. Its conversation survives stops and crashes.',
  ],
  ['Turn', 'From a prompt until the agent is idle again. Steer it while it works, or queue what comes next.'],
  ['Approval', 'A question of the agent that waits for you: a permission, a choice, or a plan.'],
  [
    'Finish',
    'Commits what is left, checks it outside of the container, and pushes a branch with your own git login.',
  ],
  ['Sync', 'Brings new commits of your repository into a session that has begun.'],
  ['Trash', 'Destroyed sessions stay restorable for 30 days.'],
];

export const environment: readonly { name: string; standard: string; means: string }[] = [
  { name: 'CODEROOT', standard: 'the folder of start', means: 'Where your repositories are' },
  { name: 'BUILDDIR', standard: './build', means: 'Where session copies are kept; not inside a repository' },
  { name: 'HERO_CLAUDE_HOST', standard: '127.0.0.1', means: 'Address of the dashboard' },
  { name: 'HERO_CLAUDE_PORT', standard: '3780', means: 'Port of the dashboard' },
  { name: 'HERO_CLAUDE_IMAGE', standard: 'hero-claude-sandbox:latest', means: 'Image of new sessions' },
  { name: 'DOCKER_RUNTIME', standard: 'docker', means: 'The container engine' },
  {
    name: 'CLAUDE_CONFIG_DIR',
    standard: '~/.claude',
    means: 'Where your Claude login, skills and commands are',
  },
  { name: 'ANTHROPIC_API_KEY', standard: '–', means: 'Pays model calls by key; never enters a container' },
  {
    name: 'CLAUDE_CODE_OAUTH_TOKEN',
    standard: '–',
    means: 'Pays by subscription: made by claude setup-token',
  },
  {
    name: 'HERO_CLAUDE_BUDGET_USD, …_USD_PER_DAY',
    standard: '–',
    means: 'What a session, and all of them in a day, may cost at list price',
  },
  {
    name: 'HERO_SOCKET_DIR, HERO_SOCKET_GROUP',
    standard: '~/hero/var/sockets, –',
    means: 'Where the sockets are, and a group that may connect: that of a reverse proxy',
  },
  {
    name: 'HERO_SECRET',
    standard: '–',
    means: 'Signs login tokens with roles; needed behind a reverse proxy',
  },
  { name: 'HERO_LOG', standard: 'info', means: 'How much the daemons log' },
];

export const troubles: readonly [what: string, then: string][] = [
  [
    'The page says that the server is away',
    'Run hero-claude status. Agents go on meanwhile; nothing they say is lost.',
  ],
  [
    'Something does not work and I do not know what',
    'Run hero-claude doctor, or open Settings and doctor: each check says what mends it.',
  ],
  [
    'There are no repositories',
    'CODEROOT points elsewhere, or they are more than three folders deep. hero-claude status shows where it points.',
  ],
  [
    'An agent says that it is not logged in',
    'Set ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN, or log in with claude, and start again.',
  ],
  [
    'The agent cannot reach a host',
    'Only listed hosts are reachable. The Network tab of the session shows what was refused, and lets you allow it.',
  ],
  [
    'Finish refuses',
    'It says why: changes of yours that were never committed, a rewritten base, or a remote that said no.',
  ],
  ['I destroyed a session by mistake', 'Restore it from the Trash; nothing is gone for 30 days.'],
  [
    'A phone or another machine shall reach this',
    'Put nginx or Caddy with TLS in front of the socket and set HERO_SECRET.',
  ],
];

export const security: readonly string[] = [
  'An agent runs in a container without network, as an ordinary user, without capabilities, on a read-only system.',
  'Two sockets are all it can talk to: one for the model, one for hosts that its policy lists.',
  'Your credentials stay on the host. The container holds a token of its own that is worth nothing elsewhere.',
  'Nothing that an agent wrote runs on the host: its git repository is read in the container and checked in quarantine.',
  'Approvals guide the agent; the container is what holds it.',
  'This page runs no inline script, loads nothing from elsewhere, and shows what agents write as text.',
];

export const keys: readonly [key: string, does: string][] = [
  ['Ctrl K', 'Go anywhere, do anything'],
  ['/', 'Search on this page'],
  ['j, k', 'Next and previous session or question'],
  ['x', 'Choose the session in focus'],
  ['a, d', 'Allow or deny the question in focus'],
  ['n', 'New session'],
  ['g', 'Go to: then f fleet, i inbox, r repositories'],
  ['?', 'This page'],
];

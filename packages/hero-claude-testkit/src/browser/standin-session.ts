import type { StandinAnswer } from './standin-server.ts';

/** One line of an agent, as the server would have kept it. */
export type StandinLine = Readonly<Record<string, unknown>>;

const at = '2026-01-02T03:04:05.000Z';

/** A session as `session.info` shows it. */
export function standinSession(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    session_id: '00000001',
    name: 'Fix the login test',
    task: 'Fix the login test',
    status: 'running',
    agent: { state: 'idle', since: at },
    bucket: 'needs_you',
    problem: null,
    resume: null,
    progress: null,
    activity: { said: null, doing: null, todos_done: 0, todos_total: 0, cost_usd: null },
    repos: [
      {
        name: 'shop',
        branch: 'hero/00000001-fix-the-login-test',
        base: { ref: 'main', commit: 'a'.repeat(40) },
        uncommitted_files: 0,
        notes: [],
        delivery: null,
      },
    ],
    undelivered: true,
    image: 'hero-claude-sandbox:latest',
    cpu: 2,
    memory_gb: 4,
    mcp_servers: [],
    model: 'opus',
    effort: null,
    permission_mode: 'default',
    notices: [],
    diff_size: null,
    egress: 'allowlist',
    labels: {},
    trust_project: true,
    created_at: at,
    updated_at: at,
    started_at: at,
    finished_at: null,
    destroyed_at: null,
    usage: {
      cpu_percent: 12,
      memory_bytes: 2 ** 28,
      memory_limit_bytes: 2 ** 32,
      pids: 9,
      disk_bytes: 2 ** 27,
    },
    money: {
      cost_usd: 0.42,
      tokens: 18_400,
      unpriced_calls: 0,
      equivalent: false,
      budget_usd: 2,
      token_limit: null,
      used_percent: 21,
      level: 'ok',
      reason: null,
    },
    last_turn: null,
    messages: 0,
    claude_code_version: '2.1.329',
    agent_permission_mode: 'default',
    container_id: 'c'.repeat(64),
    directory: '/home/ana/build/00000001',
    setup: [],
    include: [],
    hooks: [],
    env: {},
    ...more,
  };
}

/** What a dashboard asks about a session that has said these lines. */
export function standinAnswers(
  lines: readonly StandinLine[],
  more: Record<string, unknown> = {},
): Record<string, StandinAnswer> {
  const session = () => standinSession({ messages: lines.length, ...more });
  return {
    'session.info': session,
    'session.list': () => [session()],
    'session.messages': ({ after = 0, limit = 200 }) => {
      const from = Number(after);
      const messages = lines
        .slice(from, from + Number(limit))
        .map((line, index) => messageOf(line, from + index + 1));
      const next = from + messages.length;
      return { messages, next, more: next < lines.length };
    },
    'approval.list': () => ({ approvals: [], more: false }),
    'queue.list': () => [],
    'session.diff': () => [],
    'session.commits': () => [],
    'session.turns': () => ({ turns: [], next: 0, more: false }),
    'session.logs': ({ source = 'claude' }) => ({ source, lines: [], next: 0, more: false }),
    'server.info': () => ({
      service: 'hero_claude_server',
      version: '0.1.0',
      pid: 1,
      instance: '00000000',
      started_at: at,
      code_root: '/home/ana/code',
      build_dir: '/home/ana/build',
      image: 'hero-claude-sandbox:latest',
      claude_code_version: '2.1.329',
      max_running: 20,
      sessions: { running: 1 },
    }),
    'server.mcp_servers': () => [],
    'server.guarantees': () => ({ guarantees: [] }),
    'server.health': () => ({ status: 'ok', version: '0.1.0', uptime_seconds: 60, checks: [] }),
  };
}

function messageOf(line: StandinLine, seq: number): object {
  const text = (name: string) => (typeof line[name] === 'string' ? line[name] : null);
  return {
    seq,
    at: new Date(Date.parse(at) + seq * 250).toISOString(),
    type: text('type') ?? 'unknown',
    subtype: text('subtype'),
    turn: 1,
    uuid: text('uuid'),
    message_id: null,
    tool_use_id: null,
    parent_tool_use_id: text('parent_tool_use_id'),
    flaw: null,
    bytes: 100,
    line,
    raw: null,
  };
}

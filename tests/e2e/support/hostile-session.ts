import type { StandinAnswer, StandinLine } from 'hero-claude-testkit/browser';
import { standinAnswers } from 'hero-claude-testkit/browser';
import { hostileTexts } from './hostile-texts.ts';

const now = new Date().toISOString();

function agentLines(text: string, index: number): StandinLine[] {
  const id = `tool-${index}`;
  const parent = `${id}-agent`;
  const use = (name: string, input: unknown, toolId = `${id}-${name}`, under: string | null = null) => ({
    type: 'assistant',
    message: { id: `m-${toolId}`, content: [{ type: 'tool_use', id: toolId, name, input }] },
    parent_tool_use_id: under,
  });
  const result = (toolId: string, content: unknown, more: object = {}) => ({
    type: 'user',
    message: { content: [{ type: 'tool_result', tool_use_id: toolId, content }] },
    ...more,
  });
  const lines = ['-', '+', ' '].map((sign) => sign + text);
  return [
    { type: 'user', message: { content: text }, isReplay: true },
    { type: 'user', message: { content: text }, isSynthetic: true },
    { type: 'assistant', message: { id: `m-${id}`, content: [{ type: 'text', text }] } },
    { type: 'assistant', message: { id: `n-${id}`, content: [{ type: 'thinking', thinking: text }] } },
    use('Bash', { command: text, description: text }),
    result(`${id}-Bash`, text, { tool_use_result: { stdout: text, stderr: text } }),
    use('Edit', { file_path: text, old_string: text, new_string: `${text}!` }),
    result(`${id}-Edit`, text, {
      tool_use_result: { structuredPatch: [{ oldStart: 1, newStart: 1, lines }] },
    }),
    use('Write', { file_path: text, content: text }),
    use('Read', { file_path: text }),
    result(`${id}-Read`, [
      { type: 'text', text },
      { type: 'image', source: { type: 'base64', media_type: 'image/svg+xml', data: text } },
      { type: 'image', source: { type: 'url', url: 'https://evil.example/z.png' } },
    ]),
    use('Grep', { pattern: text, path: text }),
    use('TodoWrite', { todos: [{ content: text, status: 'in_progress' }] }),
    use('WebFetch', { url: text, prompt: text }),
    use(text, { [text]: text }),
    use(`mcp__${text}__${text}`, { text }),
    use('ExitPlanMode', { plan: text }),
    use('Agent', { prompt: text, description: text }, parent),
    use('Bash', { command: text }, `${id}-inner`, parent),
    result(parent, text),
    {
      type: 'system',
      subtype: 'init',
      model: text,
      slash_commands: [text],
      mcp_servers: [{ name: text, status: text }],
    },
    { type: 'system', subtype: 'informational', content: text },
    { type: 'system', subtype: 'hook_response', hook_name: text, exit_code: 2, stderr: text },
    { type: text, subtype: text, anything: { [text]: text } },
    { type: 'result', subtype: text, is_error: true, result: text, total_cost_usd: 0.1 },
  ];
}

/** A session of which every text is hostile, in every place a dashboard shows one. */
export function hostileAnswers(): Record<string, StandinAnswer> {
  const all = hostileTexts.join('\n');
  const [first = ''] = hostileTexts;
  const lines = hostileTexts.flatMap(agentLines);
  const patch = `@@ -1,${hostileTexts.length} +1,${hostileTexts.length} @@ ${first}\n${hostileTexts
    .flatMap((text) => text.split('\n').flatMap((line) => [`-${line}`, `+${line}!`]))
    .join('\n')}\n`;
  const repos = hostileTexts.slice(0, 8).map((text) => ({
    name: text,
    branch: `hero/${text}`,
    base: { ref: text, commit: 'a'.repeat(40) },
    uncommitted_files: 1,
    notes: [text],
    delivery: {
      commit: 'b'.repeat(40),
      head: 'c'.repeat(40),
      branch: text,
      commits: 1,
      pushed: true,
      remote: text,
      pr_url: 'javascript:window.pwned=1',
      reason: text,
      at: now,
    },
  }));
  const session = {
    name: all.slice(0, 120),
    task: all,
    repos,
    problem: { kind: 'x.y', message: all, since: now },
    agent: { state: 'stuck', since: now, detail: all, hint: all },
    resume: { attempt: 1, due_at: null, reason: all },
    money: {
      cost_usd: 1,
      tokens: 1,
      unpriced_calls: 1,
      equivalent: true,
      budget_usd: 1,
      token_limit: 1,
      used_percent: 100,
      level: 'reached',
      reason: all,
    },
    model: first,
    image: all,
    labels: Object.fromEntries(hostileTexts.map((text) => [text, text])),
    mcp_servers: [...hostileTexts],
    setup: [...hostileTexts],
    include: [...hostileTexts],
    env: { TEXT: all },
    directory: all,
    egress: { policy: 'allowlist', allow: [...hostileTexts] },
  };
  const ask = (text: string, index: number) => ({
    approval_id: `q${index}`,
    session_id: '00000001',
    asked_at: now,
    waiting: index % 2 === 0,
    repeated: false,
    suggestions: [text],
    reason: text,
    ...(index % 3 === 0
      ? { kind: 'permission', tool: text, input: { command: text } }
      : index % 3 === 1
        ? { kind: 'plan', tool: 'ExitPlanMode', input: { plan: text } }
        : {
            kind: 'question',
            tool: 'AskUserQuestion',
            input: {
              questions: [{ question: text, header: text, options: [{ label: text, description: text }] }],
            },
          }),
  });
  const decision = (host: string, id: number) => ({
    id,
    session_id: '00000001',
    at: now,
    last_at: now,
    count: 2,
    host,
    port: 443,
    method: 'CONNECT',
    allowed: id % 2 === 0,
    reason: host,
    bytes_up: 1,
    bytes_down: 1,
  });
  return {
    ...standinAnswers(lines, session),
    'approval.list': () => ({ approvals: hostileTexts.map(ask), more: false }),
    'queue.list': () =>
      hostileTexts.map((prompt, index) => ({
        uuid: `u${index}`,
        position: index + 1,
        prompt,
        command: false,
        queued_by: prompt,
        attachments: [{ upload_id: 'a', name: prompt, size: 1, media_type: prompt, sha256: '' }],
        queued_at: now,
      })),
    'session.diff': () =>
      repos.map(({ name }) => ({
        name,
        from: null,
        to: null,
        files_changed: 3,
        additions: 1,
        deletions: 1,
        next: null,
        files: hostileTexts
          .map((path) => ({
            path,
            old_path: path,
            status: 'renamed',
            old_mode: '100644',
            new_mode: '100644',
            binary: false,
            additions: 2,
            deletions: 1,
            patch,
            truncated: false,
          }))
          .slice(0, 3),
      })),
    'session.commits': () =>
      repos.slice(0, 1).map(({ name }) => ({
        name,
        uncommitted_files: 0,
        next: null,
        commits: hostileTexts.map((text, index) => ({
          sha: `${index}`.padStart(40, '0'),
          subject: text,
          body: text,
          author: text,
          email: text,
          date: now,
          committer: text,
          files_changed: 1,
          additions: 1,
          deletions: 1,
        })),
      })),
    'session.logs': ({ source }) => ({ source, lines: [...hostileTexts], next: 9, more: false }),
    'session.turns': () => ({ turns: [], next: 0, more: false }),
    'session.usage': () => ({
      session_id: '00000001',
      messages: 1,
      input_tokens: 1,
      output_tokens: 1,
      cache_read_tokens: 1,
      cache_write_tokens: 1,
      cache_write_hour_tokens: 0,
      web_searches: 0,
      agent_cost_usd: 1,
      cost_usd: 1,
      models: hostileTexts.map((model) => ({ model, output_tokens: 1 })),
    }),
    'session.files': () => ({
      repo: first,
      path: '',
      truncated: false,
      next: null,
      entries: hostileTexts.map((name) => ({ name, type: 'file', size: 1, modified_at: now })),
    }),
    'session.file': ({ path }) => ({
      repo: first,
      path,
      size: all.length,
      modified_at: now,
      offset: 0,
      encoding: 'utf8',
      content: all,
      binary: false,
      truncated: false,
      next: null,
    }),
    'egress.log': ({ after }) => ({
      decisions: after === 0 ? hostileTexts.map(decision) : [],
      next_after: 99,
    }),
  };
}

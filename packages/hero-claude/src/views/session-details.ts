import type { SessionDetails, SessionRepo } from 'hero-claude-sdk';
import { tokenCount } from '../conversation/turn-words.ts';
import type { Style } from '../output/output.ts';
import { facts } from '../output/table.ts';
import { byteSize, count, relative, span } from '../output/units.ts';
import { visibleLine, visibleText } from '../output/visible-text.ts';
import { agentText, baseText, costText, statusText } from './session-words.ts';

function joined(record: Record<string, string>): string | undefined {
  const pairs = Object.entries(record).map(([name, value]) => `${visibleLine(name)}=${visibleLine(value)}`);
  return pairs.length === 0 ? undefined : pairs.join(' ');
}

function usageText({ usage }: SessionDetails): string | undefined {
  const parts = [
    usage.cpu_percent === null ? undefined : `${usage.cpu_percent.toFixed(0)}% cpu`,
    usage.memory_bytes === null
      ? undefined
      : `${byteSize(usage.memory_bytes)} of ${byteSize(usage.memory_limit_bytes ?? 0)}`,
    usage.pids === null ? undefined : `${usage.pids} processes`,
    usage.disk_bytes === null ? undefined : `${byteSize(usage.disk_bytes)} on disk`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function permissionsText({ permission_mode: chosen, agent_permission_mode: now }: SessionDetails): string {
  return now === null || now === chosen ? chosen : `${now} (chosen: ${chosen})`;
}

function turnText({ last_turn: turn }: SessionDetails, style: Style): string | undefined {
  if (turn === null) return undefined;
  const verdict = turn.is_error ? style.red('failed') : style.green('done');
  const cost = `${span(turn.duration_ms)}, $${turn.total_cost_usd.toFixed(2)}`;
  return [`${verdict} (${cost})`, ...(turn.result === null ? [] : [visibleText(turn.result)])].join('\n');
}

function moneyText(session: SessionDetails, style: Style): string {
  const {
    tokens,
    token_limit: limit,
    used_percent: used,
    unpriced_calls: unpriced,
    equivalent,
  } = session.money;
  const parts = [
    costText(session, style),
    `${tokenCount(tokens)}${limit === null ? '' : ` of ${tokenCount(limit)}`} tokens`,
    used === null ? undefined : `${used} % of the budget`,
    unpriced === 0 ? undefined : `${count(unpriced, 'call')} without a known price`,
    equivalent ? 'list-price equivalent' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function repoText(repo: SessionRepo, style: Style): string {
  const { delivery, uncommitted_files: uncommitted } = repo;
  const delivered =
    delivery === null
      ? []
      : [
          delivery.pushed
            ? `delivered ${count(delivery.commits, 'commit')} ${relative(delivery.at)}${delivery.pr_url === null ? '' : `: ${visibleLine(delivery.pr_url)}`}`
            : `not pushed: ${visibleLine(delivery.reason ?? 'no reason given')}`,
        ];
  return [
    `${visibleLine(repo.name)}  ${style.cyan(visibleLine(repo.branch))}  from ${baseText(repo)}`,
    ...(uncommitted > 0 ? [`  with ${count(uncommitted, 'uncommitted file')} of yours`] : []),
    ...repo.notes.map((note) => `  ${visibleLine(note)}`),
    ...delivered.map((line) => `  ${line}`),
  ].join('\n');
}

/** Everything a person asks about one session. */
export function sessionDetails(session: SessionDetails, style: Style): string {
  const { problem, progress, egress } = session;
  return facts(
    [
      ['session', `${style.bold(session.session_id)}  ${visibleLine(session.name)}`],
      ['status', statusText(session, style)],
      ['agent', session.agent === null ? undefined : agentText(session, style)],
      ['doing', progress === null ? undefined : visibleLine(progress.phase)],
      [
        'problem',
        problem === null ? undefined : `${style.red(problem.kind)}  ${visibleText(problem.message)}`,
      ],
      ['task', visibleText(session.task)],
      ['repos', session.repos.map((repo) => repoText(repo, style)).join('\n')],
      ['undelivered', session.undelivered ? style.yellow('work that no finish has brought out') : undefined],
      ['last turn', turnText(session, style)],
      ['messages', String(session.messages)],
      ['cost', moneyText(session, style)],
      ['uses', usageText(session)],
      ['limits', `${session.cpu} cores, ${session.memory_gb} GB`],
      ['image', visibleLine(session.image)],
      ['model', session.model === null ? undefined : visibleLine(session.model)],
      ['effort', session.effort ?? undefined],
      ['permissions', permissionsText(session)],
      ['egress', typeof egress === 'string' ? egress : [egress.policy, ...(egress.allow ?? [])].join(' ')],
      ['mcp servers', session.mcp_servers.join(', ') || undefined],
      ['labels', joined(session.labels)],
      ['env', joined(session.env)],
      ['claude', session.claude_code_version ?? undefined],
      ['container', session.container_id?.slice(0, 12)],
      ['folder', visibleLine(session.directory)],
      ['created', relative(session.created_at)],
      ['started', session.started_at === null ? undefined : relative(session.started_at)],
      ['finished', session.finished_at === null ? undefined : relative(session.finished_at)],
    ],
    style,
  );
}

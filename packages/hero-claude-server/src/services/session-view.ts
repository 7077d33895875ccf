import type { RepoRecord, SessionRecord } from '../adapters/store/session-record.ts';
import { noMoney } from '../domain/money/money.ts';
import type { Progress, Session, SessionRepo } from '../domain/session/session.ts';
import { bucketOf } from '../domain/session/session-bucket.ts';
import { noticesOf } from '../domain/session/session-params.ts';
import { isAllowed } from '../domain/session/session-status.ts';

function viewOfRepo({ name, branch, facts, delivery }: RepoRecord): SessionRepo {
  return {
    name,
    branch,
    base: facts.base,
    uncommitted_files: facts.uncommittedFiles.length,
    notes: facts.notes,
    delivery,
  };
}

/** The session as every client sees it. */
export function viewOf(record: SessionRecord, progress: Progress | null): Session {
  const { spec } = record;
  const resumes = isAllowed('start', record.status) && record.resume?.due_at != null;
  return {
    session_id: record.sessionId,
    name: record.name,
    task: record.task,
    status: record.status,
    agent: record.agent,
    bucket: bucketOf({
      status: record.status,
      agent: record.agent?.state ?? null,
      hasProblem: record.problem !== null,
      undelivered: record.undelivered,
      resumes,
    }),
    problem: record.problem,
    resume: resumes ? record.resume : null,
    progress,
    repos: record.repos.map(viewOfRepo),
    undelivered: record.undelivered,
    diff_size: record.diffSize,
    image: spec.image,
    cpu: spec.cpu,
    memory_gb: spec.memory_gb,
    mcp_servers: spec.mcp_servers,
    model: spec.model,
    effort: spec.effort,
    permission_mode: spec.permission_mode,
    notices: noticesOf(
      spec,
      record.repos.map(({ name }) => name),
    ),
    egress: spec.egress,
    money: record.money ?? noMoney(spec.budget_usd ?? null, spec.token_limit ?? null),
    labels: record.labels,
    trust_project: spec.trust_project,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    started_at: record.startedAt,
    finished_at: record.finishedAt,
    destroyed_at: record.destroyedAt,
  };
}

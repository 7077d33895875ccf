import { AgentState } from '../../domain/agent/agent.ts';
import { AutoResume } from '../../domain/agent/auto-resume.ts';
import { SessionMoney } from '../../domain/money/money.ts';
import { Delivery, DiffSize, Problem } from '../../domain/session/session.ts';
import type { SessionSpec } from '../../domain/session/session-params.ts';
import { SessionStatus } from '../../domain/session/session-status.ts';
import type { RepoFacts, RepoRecord, SessionRecord, StartPrompt } from './session-record.ts';

export interface SessionRow {
  session_id: string;
  name: string;
  named_by: 'person' | 'task' | 'side_turn';
  task: string;
  status: string;
  status_before: string | null;
  spec: string;
  labels: string;
  agent: string | null;
  problem: string | null;
  resume: string | null;
  start_prompt: string | null;
  undelivered: number;
  money: string | null;
  diff_size: string | null;
  container_id: string | null;
  conversation: string;
  task_uuid: string;
  created_at: string;
  updated_at: string;
  started_at: string | null;
  finished_at: string | null;
  destroyed_at: string | null;
}

export interface RepoRow {
  name: string;
  branch: string;
  facts: string;
  delivery: string | null;
}

export function sessionOfRow(row: SessionRow, repos: RepoRecord[]): SessionRecord {
  return {
    sessionId: row.session_id,
    name: row.name,
    namedBy: row.named_by,
    task: row.task,
    status: SessionStatus.parse(row.status),
    statusBefore: row.status_before === null ? null : SessionStatus.parse(row.status_before),
    spec: JSON.parse(row.spec) as SessionSpec,
    labels: JSON.parse(row.labels) as Record<string, string>,
    // Derived, and made anew with the next line: one that cannot be read must not hide every session.
    agent: row.agent === null ? null : (AgentState.safeParse(JSON.parse(row.agent)).data ?? null),
    problem: row.problem === null ? null : Problem.parse(JSON.parse(row.problem)),
    resume: row.resume === null ? null : AutoResume.parse(JSON.parse(row.resume)),
    startPrompt: row.start_prompt === null ? null : (JSON.parse(row.start_prompt) as StartPrompt),
    undelivered: row.undelivered === 1,
    // The gateway says it again: one that cannot be read must not hide every session.
    money: row.money === null ? null : (SessionMoney.safeParse(JSON.parse(row.money)).data ?? null),
    diffSize: row.diff_size === null ? null : (DiffSize.safeParse(JSON.parse(row.diff_size)).data ?? null),
    containerId: row.container_id,
    conversation: row.conversation,
    taskUuid: row.task_uuid,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    destroyedAt: row.destroyed_at,
    repos,
  };
}

export function repoOfRow(row: RepoRow): RepoRecord {
  return {
    name: row.name,
    branch: row.branch,
    facts: JSON.parse(row.facts) as RepoFacts,
    delivery: row.delivery === null ? null : Delivery.parse(JSON.parse(row.delivery)),
  };
}

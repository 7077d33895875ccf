import type { AgentState } from '../../domain/agent/agent.ts';
import type { AutoResume } from '../../domain/agent/auto-resume.ts';
import type { SessionMoney } from '../../domain/money/money.ts';
import type { Delivery, DiffSize, Problem } from '../../domain/session/session.ts';
import type { SessionSpec } from '../../domain/session/session-params.ts';
import type { SessionStatus } from '../../domain/session/session-status.ts';

/** What is known of one repository of a session from its creation on. */
export interface RepoFacts {
  base: { ref: string; commit: string };
  /** The commit the agent's work is measured from; sync moves it. */
  snapshot: string;
  /** Who the agent's commits are made as: the user's git identity. */
  identity: { name: string; email: string };
  uncommittedFiles: string[];
  /** Paths whose content a filter driver makes; the agent's changes to them cannot be delivered. */
  filteredPaths: string[];
  remoteUrl: string | null;
  notes: string[];
}

export interface RepoRecord {
  name: string;
  branch: string;
  facts: RepoFacts;
  delivery: Delivery | null;
}

/** What a start was given to say: on record before the agent is there, said once. */
export interface StartPrompt {
  uuid: string;
  text: string;
}

/** A session as the database holds it. */
export interface SessionRecord {
  sessionId: string;
  name: string;
  namedBy: 'person' | 'task' | 'side_turn';
  task: string;
  status: SessionStatus;
  /** The status before `destroyed`, which restore gives back. */
  statusBefore: SessionStatus | null;
  spec: SessionSpec;
  labels: Record<string, string>;
  agent: AgentState | null;
  problem: Problem | null;
  /** null while nothing went wrong that has to be counted. */
  resume: AutoResume | null;
  startPrompt: StartPrompt | null;
  undelivered: boolean;
  /** As the gateway last said; null before its first model call. */
  money: SessionMoney | null;
  /** As last counted; null before that. */
  diffSize: DiffSize | null;
  containerId: string | null;
  /** The id of the CLI's conversation, chosen by us, the same for the session's whole life. */
  conversation: string;
  /** The uuid under which the task is sent: the CLI runs a uuid once, however often it is sent. */
  taskUuid: string;
  createdAt: string;
  updatedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  destroyedAt: string | null;
  repos: RepoRecord[];
}

import type { Call } from 'hero-rpc';
import type { AnswerParams, AnswerResult, Approval } from '../domain/approval/approval.ts';
import type { RulesParams, RulesResult } from '../domain/approval/approval-rule.ts';
import type { AllowParams, AllowResult, EgressLogPage, EgressLogParams } from '../domain/container/egress.ts';
import type { TerminalTicket } from '../domain/container/terminal.ts';
import type { SearchHit, SearchParams } from '../domain/conversation/message-search.ts';
import type { MessagePage, MessageParams } from '../domain/conversation/message-view.ts';
import type { QueuedPrompt, SendParams, SendResult } from '../domain/conversation/queued-prompt.ts';
import type { TurnPage, TurnParams } from '../domain/conversation/turn.ts';
import type { RepoCommits, RepoDiff } from '../domain/delivery/diff.ts';
import type { CheckedGuarantee } from '../domain/guarantees/guarantee.ts';
import type { SummaryParams, UsageSummary } from '../domain/money/money.ts';
import type { SessionUsage } from '../domain/money/usage.ts';
import type { LogEntry } from '../domain/operation.ts';
import type { RepoDetails, RepoSummary } from '../domain/repo/repo.ts';
import type { NamedMcpServer, ServerHealth, ServerInfo } from '../domain/server.ts';
import type { Session } from '../domain/session/session.ts';
import type { ListedSession } from '../domain/session/session-activity.ts';
import type { Bucket } from '../domain/session/session-bucket.ts';
import type { FileContent, FileList, FileParams, FilesParams } from '../domain/session/session-file.ts';
import type { ConfigureParams, CreateParams } from '../domain/session/session-params.ts';
import type {
  ConfigureResult,
  DestroyResult,
  ExecOutcome,
  FinishResult,
  LogChunk,
  LogSource,
  SessionDetails,
  SyncResult,
} from '../domain/session/session-results.ts';
import type { SessionStatus } from '../domain/session/session-status.ts';

export interface ListParams {
  status?: SessionStatus | undefined;
  bucket?: Bucket | undefined;
  repo?: string | undefined;
  label?: string | undefined;
  text?: string | undefined;
  limit: number;
}

export interface LookParams {
  session_id: string;
  repo?: string | undefined;
  path?: string | undefined;
  after?: number | undefined;
  limit: number;
}

export interface FinishParams {
  session_id: string;
  message?: string | undefined;
  uncommitted?: 'include' | 'leave_out' | undefined;
  interrupt?: boolean | undefined;
}

export interface LogParams {
  session_id: string;
  source: LogSource;
  tail?: number | undefined;
  after?: number | undefined;
  limit: number;
}

export interface ExecParams {
  session_id: string;
  command: string | string[];
  timeout_ms: number;
  cwd?: string | undefined;
}

export interface ApprovalListParams {
  session_id?: string | undefined;
  limit: number;
}

export interface Approvals {
  list(params: ApprovalListParams): { approvals: Approval[]; more: boolean };
  answer(params: AnswerParams, call: Call): Promise<AnswerResult>;
}

export interface Queue {
  list(sessionId: string): QueuedPrompt[];
  edit(sessionId: string, uuid: string, prompt: string): QueuedPrompt[];
  cancel(sessionId: string, uuid: string): QueuedPrompt[];
  move(sessionId: string, uuid: string, position: number): QueuedPrompt[];
}

export interface Egress {
  log(params: EgressLogParams): Promise<EgressLogPage>;
  allow(params: AllowParams, call: Call): Promise<AllowResult>;
}

export interface Search {
  find(params: SearchParams): Promise<SearchHit[]>;
}

export interface Conversations {
  send(params: SendParams, call: Call): Promise<SendResult>;
  interrupt(sessionId: string, call: Call): Promise<{ interrupted: boolean; queued: number }>;
  configure(params: ConfigureParams, call: Call): Promise<ConfigureResult>;
  messages(params: MessageParams): MessagePage;
  turns(params: TurnParams): TurnPage;
  usage(sessionId: string): Promise<SessionUsage>;
}

export interface Sessions {
  create(params: CreateParams, call: Call): Promise<Session>;
  start(params: { session_id: string; prompt?: string | undefined }, call: Call): Promise<Session>;
  stop(sessionId: string, call: Call): Promise<Session>;
  finish(params: FinishParams, call: Call): Promise<FinishResult>;
  sync(
    params: { session_id: string; conflicts: 'refuse' | 'hand_over'; interrupt?: boolean | undefined },
    call: Call,
  ): Promise<SyncResult>;
  destroy(
    params: { session_id: string; force?: boolean | undefined; dry_run?: boolean | undefined },
    call: Call,
  ): Promise<DestroyResult>;
  restore(sessionId: string, call: Call): Promise<Session>;
  list(params: ListParams): Promise<ListedSession[]>;
  info(sessionId: string, call: Call): Promise<SessionDetails>;
  update(
    params: { session_id: string; name?: string | undefined; labels?: Record<string, string> | undefined },
    call: Call,
  ): Promise<Session>;
  logs(params: LogParams): Promise<LogChunk>;
  exec(params: ExecParams, call: Call): Promise<ExecOutcome>;
  diff(params: LookParams, call: Call): Promise<RepoDiff[]>;
  commits(params: LookParams, call: Call): Promise<RepoCommits[]>;
  files(params: FilesParams, call: Call): Promise<FileList>;
  file(params: FileParams, call: Call): Promise<FileContent>;
}

export interface Trashed {
  session: Session;
  bytes: number | null;
  restorable_until: string;
}

export interface BuiltImage {
  image: string;
  image_id: string;
  size_bytes: number;
  built: boolean;
}

/** What a method handler can ask for. */
export interface ServerContext {
  server: {
    info(): ServerInfo;
    health(): Promise<ServerHealth>;
    mcpServers(): Promise<NamedMcpServer[]>;
  };
  guarantees: { list(): Promise<CheckedGuarantee[]> };
  sessions: Sessions;
  approvals: Approvals;
  rules: { change(params: RulesParams, call: Call): RulesResult };
  conversations: Conversations;
  queue: Queue;
  search: Search;
  egress: Egress;
  terminals: { ticket(sessionId: string, call: Call): TerminalTicket };
  repos: {
    list(signal: AbortSignal): Promise<RepoSummary[]>;
    info(repo: string, signal: AbortSignal): Promise<RepoDetails>;
  };
  usage: { summary(params: SummaryParams): Promise<UsageSummary> };
  operations: {
    page(filter: {
      limit: number;
      before?: number | undefined;
      session_id?: string | undefined;
      operation?: string | undefined;
      level?: LogEntry['level'] | undefined;
      text?: string | undefined;
    }): { entries: LogEntry[]; next: number | null };
    clear(): number;
  };
  trash: {
    list(): Promise<Trashed[]>;
    empty(sessionIds: string[] | undefined, call: Call): Promise<{ emptied: string[] }>;
  };
  images: { build(params: { force?: boolean | undefined }, call: Call): Promise<BuiltImage> };
}

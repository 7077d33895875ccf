import type { Call } from 'hero-rpc';
import { MessageStore } from '../../adapters/store/message-store.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import type { RepoCommits, RepoDiff } from '../../domain/delivery/diff.ts';
import type { Session } from '../../domain/session/session.ts';
import type { ListedSession } from '../../domain/session/session-activity.ts';
import type { FileContent, FileList, FileParams, FilesParams } from '../../domain/session/session-file.ts';
import type { CreateParams } from '../../domain/session/session-params.ts';
import type {
  DestroyResult,
  ExecOutcome,
  FinishResult,
  LogChunk,
  SessionDetails,
  SyncResult,
} from '../../domain/session/session-results.ts';
import type {
  ExecParams,
  FinishParams,
  ListParams,
  LogParams,
  LookParams,
  Sessions,
} from '../server-context.ts';
import { viewOf } from '../session-view.ts';
import { createSession } from './lifecycle/create-session.ts';
import { type DestroyParams, destroySession } from './lifecycle/destroy-session.ts';
import { finishSession } from './lifecycle/finish-session.ts';
import { restoreSession } from './lifecycle/restore-session.ts';
import { type StartParams, startSession } from './lifecycle/start-session.ts';
import { stopSession } from './lifecycle/stop-session.ts';
import { type SyncParams, syncSession } from './lifecycle/sync-session.ts';
import { execCommand } from './look/exec-command.ts';
import { commitsOfSession, diffSession } from './look/look-at-session.ts';
import { listFiles, readSessionFile } from './look/read-files.ts';
import { readLogs } from './look/read-logs.ts';
import { listSessions } from './look/read-sessions.ts';
import { sessionDetails } from './look/session-details.ts';
import type { SessionParts } from './session-parts.ts';

/** What can be done with sessions; each step is a file of its own. */
export class SessionService implements Sessions {
  readonly #parts: SessionParts;
  readonly #messages: MessageStore;
  readonly #restorableUntil: (destroyedAt: string) => string;

  constructor(parts: SessionParts, restorableUntil: (destroyedAt: string) => string) {
    this.#parts = parts;
    this.#messages = new MessageStore(parts.db);
    this.#restorableUntil = restorableUntil;
  }

  async create(params: CreateParams, call: Call): Promise<Session> {
    return this.#view(await createSession(this.#parts, params, call));
  }

  async start(params: StartParams, call: Call): Promise<Session> {
    return this.#view(await startSession(this.#parts, params, call));
  }

  async stop(sessionId: string, call: Call): Promise<Session> {
    return this.#view(await stopSession(this.#parts, sessionId, call));
  }

  async finish(params: FinishParams, call: Call): Promise<FinishResult> {
    const { record, repos } = await finishSession(this.#parts, params, call);
    return { session: this.#view(record), repos };
  }

  async sync(params: SyncParams, call: Call): Promise<SyncResult> {
    const { record, repos } = await syncSession(this.#parts, params, call);
    return { session: this.#view(record), repos };
  }

  async destroy(params: DestroyParams, call: Call): Promise<DestroyResult> {
    return destroySession(this.#parts, params, this.#restorableUntil, call);
  }

  async restore(sessionId: string, call: Call): Promise<Session> {
    return this.#view(await restoreSession(this.#parts, sessionId, call));
  }

  async list(params: ListParams): Promise<ListedSession[]> {
    return listSessions(this.#parts, params);
  }

  async info(sessionId: string): Promise<SessionDetails> {
    return sessionDetails(this.#parts, this.#messages, this.#parts.records.get(sessionId));
  }

  async update(
    params: { session_id: string; name?: string | undefined; labels?: Record<string, string> | undefined },
    call: Call,
  ): Promise<Session> {
    const { steps, records, operations } = this.#parts;
    const { session_id: sessionId, name, labels } = params;
    steps.checkStatus('update', sessionId);
    const record = records.change(sessionId, {
      ...(name !== undefined && { name, namedBy: 'person' as const }),
      ...(labels !== undefined && { labels }),
    });
    operations.record({
      operation: 'session.update',
      session_id: sessionId,
      message: `now named ${record.name}`,
      user: call.user,
    });
    return this.#view(record);
  }

  async logs(params: LogParams): Promise<LogChunk> {
    const { records, config } = this.#parts;
    return readLogs(
      { buildDir: config.buildDir, messages: this.#messages },
      records.get(params.session_id),
      params,
    );
  }

  async exec(params: ExecParams, call: Call): Promise<ExecOutcome> {
    return execCommand(this.#parts, params, call);
  }

  async diff(params: LookParams, call: Call): Promise<RepoDiff[]> {
    return diffSession(this.#parts, params, call.signal);
  }

  async commits(params: LookParams, call: Call): Promise<RepoCommits[]> {
    return commitsOfSession(this.#parts, params, call.signal);
  }

  async files(params: FilesParams, { signal }: Call): Promise<FileList> {
    return listFiles(this.#parts, params, signal);
  }

  async file(params: FileParams, { signal }: Call): Promise<FileContent> {
    return readSessionFile(this.#parts, params, signal);
  }

  #view(record: SessionRecord): Session {
    return viewOf(record, this.#parts.progress.get(record.sessionId));
  }
}

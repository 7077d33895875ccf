import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { PathLock } from 'hero-rpc/node';
import type { Logger } from 'pino';
import { createEngine } from './adapters/docker/engine.ts';
import { createGateway } from './adapters/gateway.ts';
import { openGit } from './adapters/git/open-git.ts';
import { EventStore } from './adapters/store/event-store.ts';
import { FactStore } from './adapters/store/fact-store.ts';
import { openDatabase } from './adapters/store/open-database.ts';
import { OperationStore } from './adapters/store/operation-store.ts';
import { SessionStore } from './adapters/store/session-store.ts';
import type { Config } from './config.ts';
import type { ReachedPoint } from './domain/step-points.ts';
import { claimSockets } from './http/serve.ts';
import { terminalTickets } from './http/terminal-tickets.ts';
import { createTickets } from './http/tickets.ts';
import { KeyedLock } from './lib/keyed-lock.ts';
import { Scope } from './lib/scope.ts';
import { createMetrics } from './metrics.ts';
import { openDoors } from './open-doors.ts';
import { databaseInUse, makeFolders } from './prepare-home.ts';
import { openAttachments } from './services/attachments/open-attachments.ts';
import { afterTurn } from './services/conversation/after-turn.ts';
import { ApprovalRecorder } from './services/conversation/approval-recorder.ts';
import { ApprovalRules } from './services/conversation/approval-rules.ts';
import { ApprovalService } from './services/conversation/approval-service.ts';
import type { ConversationParts } from './services/conversation/conversation-parts.ts';
import { ConversationService } from './services/conversation/conversation-service.ts';
import { MessageSearch } from './services/conversation/message-search.ts';
import { PromptQueue } from './services/conversation/prompt-queue.ts';
import { EventService } from './services/event-service.ts';
import { GuaranteeService } from './services/guarantee-service.ts';
import { ImageService } from './services/image-service.ts';
import { MoneyWatch } from './services/money/money-watch.ts';
import { UsageService } from './services/money/usage-service.ts';
import { OperationLog } from './services/operation-log.ts';
import { ProgressBoard } from './services/progress-board.ts';
import { RepoService } from './services/repo-service.ts';
import { keepBounded } from './services/retention.ts';
import type { ServerContext } from './services/server-context.ts';
import { ServerService } from './services/server-service.ts';
import { AgentWatch } from './services/session/agent/agent-watch.ts';
import { AutoResume } from './services/session/agent/auto-resume.ts';
import { agentEndedByItself } from './services/session/agent/exited-session.ts';
import { agentStateRecorder } from './services/session/agent/watch-undelivered.ts';
import { EgressService } from './services/session/egress-service.ts';
import { containerOwner } from './services/session/folder.ts';
import { SessionContainers } from './services/session/session-containers.ts';
import type { SessionParts } from './services/session/session-parts.ts';
import { SessionRecords } from './services/session/session-records.ts';
import { SessionService } from './services/session/session-service.ts';
import { SessionSteps } from './services/session/session-steps.ts';
import { alignFolders } from './services/session/upkeep/align-folders.ts';
import { DiskWatch } from './services/session/upkeep/disk-watch.ts';
import { GatewaySessions } from './services/session/upkeep/gateway-sessions.ts';
import { LimitWatch } from './services/session/upkeep/limit-watch.ts';
import { reconcile } from './services/session/upkeep/reconcile.ts';
import { Terminals } from './services/terminal/terminals.ts';
import { TrashService } from './services/trash-service.ts';

const packageDir = join(import.meta.dirname, '..');
const imageScript = join(packageDir, '..', '..', 'docker', 'sandbox', 'build.sh');

/** Wires everything together and listens. Closing it leaves the agents running. */
export async function runServer(
  config: Config,
  log: Logger,
  { reached = async () => undefined }: { reached?: ReachedPoint } = {},
): Promise<{ close(): Promise<void> }> {
  const scope = new Scope();
  const stop = new AbortController();
  const stopping = stop.signal;
  // One listener for each agent, which can be many.
  setMaxListeners(0, stopping);
  try {
    // Before anything else: a second server must not touch database, folders or containers of the first.
    const claims = scope.use(
      await claimSockets({
        socketDir: config.socketDir,
        ...(config.socketGroup !== undefined && { socketGroup: config.socketGroup }),
      }),
    );
    const quarantineDir = join(config.dataDir, 'quarantine');
    makeFolders(config, quarantineDir);
    const databaseFile = join(config.dataDir, 'db.sqlite');
    scope.use(PathLock.acquire(databaseFile, databaseInUse));
    const db = scope.use(
      await openDatabase(databaseFile, {
        migrationsDir: join(packageDir, 'migrations'),
        log,
        reached,
      }),
    );
    const owner = containerOwner();
    const instance = new FactStore(db).getOrMake('instance', () => randomBytes(4).toString('hex'));
    const engine = createEngine({ host: config.dockerHost, runtime: config.runtime, instance, log });
    scope.defer(() => engine.close());
    const gateway = createGateway(join(config.socketDir, 'hero_claude_gateway.sock'));

    const lock = new KeyedLock();
    const eventStore = new EventStore(db);
    const events = new EventService(eventStore);
    const operations = new OperationLog(new OperationStore(db), log);
    const progress = new ProgressBoard(eventStore, events, operations);
    const records = new SessionRecords({
      store: new SessionStore(db),
      events,
      buildDir: config.buildDir,
      lock,
      log,
    });
    const { buildDir } = config;
    const steps = new SessionSteps({ records, lock, operations, progress, buildDir, stopping });
    const gatewaySessions = scope.use(
      new GatewaySessions({
        gateway,
        engine,
        operations,
        records,
        lock,
        owner,
        dataDir: config.dataDir,
        log,
      }),
    );
    const images = new ImageService({
      engine,
      store: eventStore,
      events,
      operations,
      script: imageScript,
      owner,
      stopping,
    });
    const { git, airlock } = openGit({ config, owner, quarantineDir, log });
    const containers = new SessionContainers({ engine, images, buildDir: config.buildDir, owner });
    const { uploads, attachments } = openAttachments({ db, config, operations, owner });
    const metrics = createMetrics({
      sessionsByStatus: () => records.countByStatus(),
      gatewayMetrics: () => gateway.metrics(),
    });
    const approvalRecorder = new ApprovalRecorder(db);
    const agents: AgentWatch = new AgentWatch({
      db,
      engine,
      owner,
      stopping,
      watchdogs: config.watchdogs,
      quotaSpreadMs: config.quotaSpreadMs,
      log,
      onState: (sessionId, state) => {
        recordState(sessionId, approvals.named(sessionId, state));
        void approvals.deliver(sessionId);
        if (state.state === 'idle') afterTurn(conversationParts, sessionId);
        void queue.sendNext(sessionId);
        if (state.state === 'idle') search.catchUpSoon();
      },
      onStoring: (messages) => approvalRecorder.record(messages),
      onStored: (lines, lagMs) => {
        metrics.ingested(lines, lagMs);
        events.poke();
      },
      onPartial: (texts) => events.show(texts),
      onTampered: (sessionId, what) =>
        operations.record({
          operation: 'journal.tampered',
          session_id: sessionId,
          level: 'warn',
          message: `the agent's output file was changed by something in the container: ${what}`,
        }),
      onHeldBack: (sessionId) =>
        operations.record({
          operation: 'session.held',
          session_id: sessionId,
          level: 'warn',
          message: 'it writes faster than its lines can be kept: its container waits until they are',
        }),
      onExit: (sessionId, outcome) => agentEndedByItself(parts, sessionId, outcome),
    });
    const parts: SessionParts = {
      config,
      db,
      records,
      steps,
      lock,
      operations,
      progress,
      git,
      airlock,
      engine,
      gatewaySessions,
      images,
      containers,
      attachments,
      agents,
      owner,
      resumeSoon: () => resumes.look(),
      reached,
      stopping,
      log,
    };
    const resumes = scope.use(new AutoResume(parts));
    const recordState = agentStateRecorder(parts);
    const conversationParts: ConversationParts = { ...parts, events, gateway };
    const rules = new ApprovalRules({
      db,
      operations,
      onAnswered: (sessionIds) => {
        events.poke();
        for (const sessionId of sessionIds) void approvals.deliver(sessionId);
      },
    });
    const approvals: ApprovalService = new ApprovalService({ ...conversationParts, rules });
    const queue = new PromptQueue(conversationParts);
    const search = new MessageSearch(conversationParts);
    scope.use(agents);

    const trash = new TrashService({
      db,
      records,
      operations,
      lock,
      buildDir: config.buildDir,
      keepDays: config.trashDays,
      stopping,
    });
    await alignFolders(parts);
    const tickets = createTickets();
    const terminals = scope.use(new Terminals({ engine, containers, steps, operations }));
    const money = new MoneyWatch({ gateway, records, operations, stopping, log });
    const context: ServerContext = {
      server: new ServerService({
        config,
        instance,
        engine,
        owner,
        gateway,
        git,
        records,
        money,
        startedAt: new Date(),
      }),
      guarantees: new GuaranteeService({ config, engine, git }),
      sessions: new SessionService(parts, (at) => trash.restorableUntil(at)),
      approvals,
      rules,
      conversations: new ConversationService(conversationParts, queue),
      queue,
      search,
      egress: new EgressService({ ...parts, gateway }),
      terminals: terminalTickets(steps, tickets),
      repos: new RepoService({ git, codeRoot: config.codeRoot, buildDir: config.buildDir }),
      usage: new UsageService({ gateway, records }),
      operations,
      trash,
      images,
    };
    const serving = scope.use(
      await openDoors({
        config,
        context,
        claims,
        events,
        metrics,
        tickets,
        uploads,
        terminals,
        stopping,
        log,
      }),
    );
    log.info({ socket: serving.local.path, instance, pid: process.pid }, 'listening');

    scope.defer(
      engine.subscribe((event) => {
        if (event.kind !== 'connected') return;
        reconcile(parts, event.containers)
          .then(() => {
            resumes.look();
            return engine.sweep();
          })
          .catch((error: unknown) => log.error({ err: error }, 'reconciling failed'));
      }),
    );
    const watches = [trash.sweep(), new DiskWatch(parts), new LimitWatch(parts), keepBounded(db, log)];
    for (const watch of watches) scope.use(watch);
    scope.use(uploads.sweep((error) => log.warn({ err: error }, 'old uploads could not be removed')));
    void money.run();
  } catch (error) {
    stop.abort();
    await scope[Symbol.asyncDispose]();
    throw error;
  }
  return {
    async close() {
      stop.abort(new Error('the server stops'));
      await scope[Symbol.asyncDispose]();
    },
  };
}

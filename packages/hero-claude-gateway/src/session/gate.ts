import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { limitsFromHeaders } from '../account/limits-from-headers.ts';
import type { BudgetBook } from '../budget/budget-book.ts';
import { SessionBudget } from '../budget/session-budget.ts';
import { createEgressServer, type EgressServerDeps } from '../egress/egress-server.ts';
import { toPolicy } from '../egress/egress-spec.ts';
import { OpenTunnels } from '../egress/open-tunnels.ts';
import type { EgressPolicy } from '../egress/policy.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { OpenSession } from '../ledger/session-table.ts';
import { checkSocketPath, SessionSocket } from '../lib/session-socket.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { BodyRoom } from '../model/held-body.ts';
import type { ModelCall } from '../model/model-call.ts';
import { createModelServer, type ModelServerDeps } from '../model/model-server.ts';
import type { ScanTurns } from '../model/scan-turns.ts';
import type { PriceTable } from '../prices/price-table.ts';

/** What all sessions share; what belongs to one is added by its gate. */
export interface GateDeps {
  ledger: Ledger;
  metrics: GatewayMetrics;
  budgets: BudgetBook;
  prices: PriceTable;
  scanTurns: ScanTurns;
  log: Logger;
  /** Whether sessions without open egress may have the API reach out for them. */
  serverTools: boolean;
  model: Pick<
    ModelServerDeps,
    | 'upstream'
    | 'credential'
    | 'maxRequestBytes'
    | 'logBodies'
    | 'maxConnections'
    | 'maxHeaderBytes'
    | 'headersTimeoutMs'
    | 'requestTimeoutMs'
  >;
  egress: Omit<EgressServerDeps, 'policy' | 'onDecision' | 'onTunnel'>;
}

/** The two sockets of one session. */
export class SessionGate {
  readonly #deps: GateDeps;
  readonly #log: Logger;
  readonly #sockets: { path: string; socket: SessionSocket }[];
  readonly #tunnels = new OpenTunnels();
  #session: OpenSession;
  #policy: EgressPolicy;

  constructor(session: OpenSession, deps: GateDeps) {
    this.#session = session;
    this.#policy = toPolicy(session.egress);
    this.#deps = deps;
    this.#log = deps.log.child({ session_id: session.sessionId });
    const modelPath = join(session.runDir, 'model.sock');
    const egressPath = join(session.runDir, 'egress.sock');
    this.#sockets = [
      { path: modelPath, socket: new SessionSocket(this.#modelServer(), modelPath) },
      { path: egressPath, socket: new SessionSocket(this.#egressServer(), egressPath) },
    ];
  }

  get session(): OpenSession {
    return this.#session;
  }

  /** Makes the run directory when it is not there, and both sockets in it. */
  async open(): Promise<void> {
    const { runDir, uid, gid } = this.#session;
    for (const { path } of this.#sockets) checkSocketPath(path);
    await mkdir(runDir, { recursive: true });
    // The container's user must be able to pass through; it cannot write, the mount is read-only.
    if (uid !== process.getuid?.() || gid !== process.getgid?.()) await chown(runDir, uid, gid);
    await chmod(runDir, 0o700);
    try {
      for (const { socket } of this.#sockets) await socket.listen({ uid, gid });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Whether the same sockets can go on serving under the given values. */
  async fits(next: OpenSession): Promise<boolean> {
    const { runDir, uid, gid } = this.#session;
    if (runDir !== next.runDir || uid !== next.uid || gid !== next.gid) return false;
    const there = await Promise.all(
      this.#sockets.map(({ path }) =>
        lstat(path).then(
          (stat) => stat.isSocket(),
          () => false,
        ),
      ),
    );
    return there.every(Boolean);
  }

  /** Takes a new token and policy at once; calls in flight go on, and connections that the policy still allows. */
  update(next: OpenSession): void {
    this.#session = next;
    this.#policy = toPolicy(next.egress);
    this.#tunnels.cutRefused(this.#policy);
  }

  /** Stops serving, after at most `graceMs` for what is in flight. The socket files stay for a successor. */
  async close(graceMs = 0): Promise<void> {
    await Promise.all(this.#sockets.map(({ socket }) => socket.close(graceMs)));
  }

  /** Stops serving for good. */
  async remove(): Promise<void> {
    const removed = await Promise.allSettled(this.#sockets.map(({ socket }) => socket.remove()));
    for (const result of removed) if (result.status === 'rejected') throw result.reason;
  }

  #modelServer() {
    const { ledger, metrics, budgets, prices, scanTurns, model } = this.#deps;
    const { sessionId } = this.#session;
    const budget = new SessionBudget(budgets, prices, sessionId);
    return createModelServer({
      ...model,
      budget,
      bodyRoom: new BodyRoom(model.maxRequestBytes),
      boundsReach: () => !this.#deps.serverTools && this.#policy.kind !== 'open',
      scan: (chunk, look) => scanTurns.scan(this, chunk, look),
      tokenSha256: () => this.#session.tokenSha256,
      onStart: () => metrics.callStarted(),
      onCall: (call) => {
        metrics.callEnded(call);
        if (ledger.recordCall(sessionId, call)) this.#logCall(call);
      },
      onUsage: (usage, call, reservation) => {
        const record = () => ledger.recordUsage(sessionId, usage, call.credentialSource ?? '');
        metrics.used(usage.model, budget.count(record, reservation));
      },
      onRateLimits: (source, headers) => {
        ledger.recordRateLimits(source, headers);
        ledger.recordAccountLimits(source, limitsFromHeaders(headers));
      },
      onUnmetered: (call, why) => {
        this.#log.error({ request_id: call.requestId, path: call.path, why }, 'usage could not be counted');
      },
    });
  }

  #egressServer() {
    const { ledger, metrics, egress } = this.#deps;
    const { sessionId } = this.#session;
    return createEgressServer({
      ...egress,
      policy: () => this.#policy,
      onDecision: (decision) => {
        metrics.decided(decision);
        const isNew = ledger.recordDecision(sessionId, decision);
        if (isNew && decision.verdict !== 'allowed') this.#log.info(decision, 'egress refused');
      },
      onTunnel: (tunnel, method) => {
        const { target, remote } = tunnel;
        this.#tunnels.add(tunnel);
        metrics.tunnelOpened();
        remote.once('close', () => {
          const [bytesUp, bytesDown] = [remote.bytesWritten, remote.bytesRead];
          metrics.tunnelClosed(bytesUp, bytesDown);
          ledger.recordTraffic({
            sessionId,
            host: target.host,
            port: target.port,
            method,
            bytesUp,
            bytesDown,
          });
        });
      },
    });
  }

  #logCall(call: ModelCall): void {
    const line = {
      method: call.method,
      path: call.path,
      status: call.status,
      outcome: call.outcome,
      reason: call.reason ?? undefined,
      request_id: call.requestId,
      client_authorized: call.clientAuthorized,
      upstream_authorized: call.credentialSource !== null,
      ms: call.durationMs,
      body: call.body ?? undefined,
    };
    const good = call.outcome === 'answered' && call.status !== null && call.status < 300;
    if (good || call.outcome === 'client_gone') this.#log.debug(line, 'model call');
    else this.#log.warn(line, 'model call failed');
  }
}

import { request } from 'node:http';
import { z } from 'zod';
import { gatewayRefused, gatewayUnreachable } from '../domain/container/gateway-errors.ts';
import { CountedSummary, MoneyChanges } from '../domain/money/money.ts';
import { CountedUsage } from '../domain/money/usage.ts';

export interface OpenSession {
  session_id: string;
  token_sha256: string;
  /** Where the gateway listens for this session: `<run_dir>/model.sock` and `egress.sock`. */
  run_dir: string;
  uid: number;
  gid: number;
  egress: EgressSpec;
}

export interface EgressSpec {
  policy: 'none' | 'allowlist' | 'open';
  allow?: string[] | undefined;
  defaults?: boolean | undefined;
}

/** Null: no limit of its own. */
export interface SessionLimits {
  budgetUsd: number | null;
  tokens: number | null;
}

const EgressLog = z.object({
  entries: z.array(
    z.object({
      id: z.number(),
      session_id: z.string(),
      at: z.string(),
      last_at: z.string(),
      count: z.number(),
      host: z.string(),
      port: z.number(),
      method: z.string(),
      verdict: z.enum(['allowed', 'refused', 'failed']),
      reason: z.string(),
      bytes_up: z.number(),
      bytes_down: z.number(),
    }),
  ),
  next: z.number(),
});
export type EgressLog = z.infer<typeof EgressLog>;

const SessionList = z.array(z.looseObject({ session_id: z.string() }));

const Answer = z.union([
  z.object({ result: z.unknown() }),
  z.object({ error: z.object({ code: z.number(), message: z.string() }) }),
]);

const CredentialStatus = z.looseObject({
  source: z.string().nullable(),
  expires_at: z.string().nullable().optional(),
  problem: z.string().nullable().optional(),
});
export type CredentialStatus = z.infer<typeof CredentialStatus>;

export interface Gateway {
  /** Opens the session's two sockets; doing it again replaces token and policy. */
  open(session: OpenSession): Promise<void>;
  /** Changes what an open session may reach, from its next request on. */
  setEgress(sessionId: string, egress: EgressSpec): Promise<void>;
  egressLog(page: { session_id?: string | undefined; after: number; limit: number }): Promise<EgressLog>;
  /** Revokes the token and removes the sockets. */
  close(sessionId: string): Promise<void>;
  /** The sessions it serves. */
  list(): Promise<string[]>;
  /** What it counted for a session that it has served. */
  usage(sessionId: string): Promise<CountedUsage>;
  /** Holds from the session's next model call on; null takes back a limit of its own. */
  setLimits(sessionId: string, limits: SessionLimits): Promise<void>;
  /** ISO 8601 times in UTC. */
  summary(of: { by: 'session' | 'model' | 'day'; since?: string; until?: string }): Promise<CountedSummary>;
  /** Waits up to `waitMs` for a session to use more or to be refused. */
  moneyChanges(after: number, waitMs: number, signal: AbortSignal): Promise<MoneyChanges>;
  credential(): Promise<CredentialStatus>;
  health(): Promise<{ version: string }>;
  /** Its own page of figures; '' when it does not answer. */
  metrics(): Promise<string>;
}

const timeoutMs = 10_000;

function send(
  socketPath: string,
  method: string,
  path: string,
  body?: string,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'localhost', ...(body !== undefined && { 'content-type': 'application/json' }) };
    const options = { socketPath, method, path, headers, timeout: timeoutMs, ...(signal && { signal }) };
    const req = request(options, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => resolve(Buffer.concat(chunks).toString()));
      res.on('error', reject);
    });
    req.on('timeout', () => req.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    req.on('error', reject);
    req.end(body);
  });
}

/** The control side of the gateway daemon. */
export function createGateway(socketPath: string): Gateway {
  const reach = async (
    method: string,
    path: string,
    body?: string,
    signal?: AbortSignal,
  ): Promise<unknown> => {
    let text: string;
    try {
      text = await send(socketPath, method, path, body, signal);
    } catch (error) {
      throw gatewayUnreachable({ socket: socketPath, reason: (error as Error).message }, { cause: error });
    }
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw gatewayRefused(
        { method: path, reason: `its answer is not JSON: ${text.slice(0, 80)}` },
        { cause: error },
      );
    }
  };
  const call = async (method: string, params: object, signal?: AbortSignal): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = Answer.safeParse(await reach('POST', '/rpc', body, signal));
    if (!answer.success) throw gatewayRefused({ method, reason: 'its answer is no JSON-RPC answer' });
    if ('error' in answer.data) throw gatewayRefused({ method, reason: answer.data.error.message });
    return answer.data.result;
  };
  return {
    open: async (session) => void (await call('session.open', session)),
    setEgress: async (session_id, egress) => void (await call('session.egress', { session_id, egress })),
    egressLog: async (page) => EgressLog.parse(await call('egress.log', page)),
    close: async (session_id) => void (await call('session.close', { session_id })),
    list: async () => SessionList.parse(await call('session.list', {})).map(({ session_id }) => session_id),
    usage: async (session_id) => CountedUsage.parse(await call('session.usage', { session_id })),
    setLimits: async (session_id, { budgetUsd, tokens }) =>
      void (await call('session.limit', { session_id, budget_usd: budgetUsd, token_limit: tokens })),
    summary: async (of) => CountedSummary.parse(await call('usage.summary', of)),
    moneyChanges: async (after, wait_ms, signal) =>
      MoneyChanges.parse(await call('usage.changes', { after, wait_ms }, signal)),
    credential: async () => CredentialStatus.parse(await call('credential.status', {})),
    metrics: () => send(socketPath, 'GET', '/metrics').catch(() => ''),
    health: async () => z.looseObject({ version: z.string() }).parse(await reach('GET', '/health')),
  };
}

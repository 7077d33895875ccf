import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { EgressSpec } from '../egress/egress-spec.ts';
import { sessionNotOpen, sessionUnservable } from '../session/session-errors.ts';
import { SessionId } from '../session/session-id.ts';
import { method } from './context.ts';

export const sessionOpen = method({
  name: 'session.open',
  summary: 'Serve a session on its two sockets',
  description:
    'Remembered until session.close, also across restarts of the gateway. Repeating it with another token or policy changes them at once; calls in flight go on.',
  params: z.object({
    session_id: SessionId,
    token_sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 digest in lower-case hex')
      .describe('Digest of the token that the container holds'),
    run_dir: z
      .string()
      .refine(isAbsolute, 'must be an absolute path')
      .describe('Where model.sock and egress.sock are made; created when missing'),
    uid: z.number().int().min(0),
    gid: z.number().int().min(0),
    egress: EgressSpec,
  }),
  result: z.object({ session_id: SessionId, model_socket: z.string(), egress_socket: z.string() }),
  errors: [sessionUnservable],
  role: 'admin',
  handler: async ({ session_id, token_sha256, run_dir, uid, gid, egress }, { gates }) => {
    const openedAt = new Date().toISOString();
    const session = {
      sessionId: session_id,
      tokenSha256: token_sha256,
      runDir: run_dir,
      uid,
      gid,
      egress,
      openedAt,
    };
    await gates.open(session).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw sessionUnservable({ session_id, run_dir, reason }, { cause });
    });
    return {
      session_id,
      model_socket: join(run_dir, 'model.sock'),
      egress_socket: join(run_dir, 'egress.sock'),
    };
  },
});

export const sessionEgress = method({
  name: 'session.egress',
  summary: 'Change what an open session may reach',
  description:
    'Counts from the next request on and is remembered. Connections that the new policy would not open are cut.',
  params: z.object({ session_id: SessionId, egress: EgressSpec }),
  result: z.object({ session_id: SessionId, egress: EgressSpec }),
  errors: [sessionNotOpen],
  role: 'admin',
  handler: async ({ session_id, egress }, { gates }) => {
    if (!(await gates.setEgress(session_id, egress))) throw sessionNotOpen({ session_id });
    return { session_id, egress };
  },
});

export const sessionClose = method({
  name: 'session.close',
  summary: 'Revoke the token of a session and remove its sockets',
  description: 'Usage and logs stay. Closing a session that is not open is no error.',
  params: z.object({ session_id: SessionId }),
  result: z.object({ session_id: SessionId }),
  role: 'admin',
  handler: async ({ session_id }, { gates }) => {
    await gates.close(session_id);
    return { session_id };
  },
});

const ServedSession = z
  .object({
    session_id: SessionId,
    run_dir: z.string(),
    uid: z.number().int(),
    gid: z.number().int(),
    egress: EgressSpec,
    opened_at: z.string(),
    problem: z.string().nullable().describe('Why it is not being served'),
  })
  .meta({ id: 'ServedSession' });

export const sessionList = method({
  name: 'session.list',
  summary: 'List the open sessions',
  params: z.object({}),
  result: z.array(ServedSession),
  role: 'viewer',
  handler: async (_params, { gates }) =>
    gates.list().map(({ session, problem }) => ({
      session_id: session.sessionId,
      run_dir: session.runDir,
      uid: session.uid,
      gid: session.gid,
      egress: session.egress,
      opened_at: session.openedAt,
      problem,
    })),
});

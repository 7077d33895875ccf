import { z } from 'zod';
import type { RpcError } from './errors.ts';
import { issuesOf } from './issues.ts';
import { invalidRequest } from './standard-errors.ts';

const RequestId = z.union([z.string(), z.number(), z.null()]);
export type RequestId = z.infer<typeof RequestId>;

/** Params by position or by name. */
export type RawParams = readonly unknown[] | Readonly<Record<string, unknown>>;

// A custom check and no record schema: it hands the object on as it is, `__proto__` members included.
const Params = z.custom<RawParams>(
  (value) => typeof value === 'object' && value !== null,
  'must be an array or an object',
);

const Request = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.string(),
  params: Params.optional(),
  id: RequestId.optional(),
});
export type Request = z.infer<typeof Request>;

export type Envelope = { ok: true; request: Request } | { ok: false; id: RequestId; error: RpcError };

/** Tells a well-formed request from anything else. The id is kept where it can be. */
export function readEnvelope(message: unknown): Envelope {
  if (isRequest(message)) return { ok: true, request: message };
  const parsed = Request.safeParse(message);
  if (parsed.success) return { ok: true, request: parsed.data };
  const id = z.object({ id: RequestId }).safeParse(message);
  return { ok: false, id: id.data?.id ?? null, error: invalidRequest(issuesOf(parsed.error)) };
}

/** The schema in plain words, for the many that are well-formed; what it refuses, the schema explains. */
function isRequest(message: unknown): message is Request {
  if (typeof message !== 'object' || message === null) return false;
  const { jsonrpc, method, params, id } = message as Partial<Record<keyof Request, unknown>>;
  if (jsonrpc !== '2.0' || typeof method !== 'string') return false;
  if (params !== undefined && (typeof params !== 'object' || params === null)) return false;
  return id === undefined || id === null || typeof id === 'string' || Number.isFinite(id);
}

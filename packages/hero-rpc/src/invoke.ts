import type { RawParams } from './envelope.ts';
import { type ErrorDefinition, RpcError } from './errors.ts';
import type { Call, Method } from './method.ts';
import { readParams } from './params.ts';
import { roleAllows } from './role.ts';
import { cancelled, forbidden, internalError, standardErrors } from './standard-errors.ts';

/**
 * Runs one method: role, params, handler, result. Gives the result, or a promise of it where the handler does. What
 * it throws or rejects with is always an `RpcError`.
 */
export function invoke<Ctx>(
  method: Method<Ctx>,
  params: RawParams | undefined,
  ctx: Ctx,
  call: Call,
): unknown {
  try {
    if (!roleAllows(call.role, method.role)) {
      throw forbidden({ method: method.name, role: call.role, needs: method.role });
    }
    const result: unknown = method.handler(readParams(method, params), ctx, call);
    return result instanceof Promise ? checkLater(method, result, call) : check(method, result);
  } catch (error) {
    throw toRpcError(error, method.name, call);
  }
}

async function checkLater(method: Checked, result: Promise<unknown>, call: Call): Promise<unknown> {
  try {
    return check(method, await result);
  } catch (error) {
    throw toRpcError(error, method.name, call);
  }
}

type Checked = Pick<Method<never>, 'name' | 'result'>;

function check({ name, result: schema }: Checked, result: unknown): unknown {
  const checked = schema.safeParse(result);
  if (checked.success) return checked.data;
  throw new Error(`The result of ${name} does not fit its schema`, { cause: checked.error });
}

/** Only what was made for callers reaches them. */
function toRpcError(error: unknown, method: string, call: Call): RpcError {
  if (error instanceof RpcError) return error;
  if (call.signal.aborted) return cancelled({ method }, { cause: error });
  return internalError(call.requestId, error);
}

/** Whether the documents announce this error, for the method or for all of them. */
export function declares(
  method: Pick<Method<never>, 'errors'>,
  common: readonly ErrorDefinition[],
  { kind }: RpcError,
): boolean {
  return [...standardErrors, ...common, ...(method.errors ?? [])].some((declared) => declared.kind === kind);
}

import { z } from 'zod';
import { defineError, type Issue, RpcError } from './errors.ts';
import { Role } from './role.ts';

/** The caller's role does not allow the method. */
export const forbidden = defineError('auth.forbidden', {
  family: 'unauthorized',
  data: z.object({ method: z.string(), role: Role, needs: Role }),
  when: 'The role of the caller does not allow the method.',
  message: ({ method, role, needs }) => `${method} needs the role ${needs}; the caller is ${role}`,
  hint: ({ needs }) => `Use a token with the role ${needs}.`,
});

/** The caller went away, or the server is stopping. */
export const cancelled = defineError('rpc.cancelled', {
  family: 'cancelled',
  data: z.object({ method: z.string() }),
  when: 'The call was cancelled by the caller, or because the server stops.',
  message: ({ method }) => `${method} was cancelled`,
});

export function parseError(): RpcError {
  return new RpcError({
    kind: 'rpc.parse_error',
    family: 'invalid_params',
    code: -32700,
    message: 'Parse error',
    hint: 'The body must be JSON in UTF-8.',
  });
}

export function invalidRequest(issues: Issue[]): RpcError {
  return new RpcError({
    kind: 'rpc.invalid_request',
    family: 'invalid_params',
    code: -32600,
    message: 'Invalid Request',
    issues,
  });
}

export function methodNotFound(method: string, suggestion: string | undefined): RpcError {
  return new RpcError({
    kind: 'rpc.method_not_found',
    family: 'not_found',
    code: -32601,
    message: 'Method not found',
    facts: { method, ...(suggestion === undefined ? {} : { suggestion }) },
    hint: suggestion === undefined ? 'rpc.discover lists all methods.' : `Did you mean ${suggestion}?`,
  });
}

export function invalidParams(method: string, issues: Issue[]): RpcError {
  const reasons = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new RpcError({
    kind: 'rpc.invalid_params',
    family: 'invalid_params',
    message: `Invalid params for ${method}: ${reasons.join('; ')}`,
    issues,
  });
}

/** Says nothing but where to look: what went wrong may name paths, queries or secrets. */
export function internalError(id: string, cause: unknown): RpcError {
  return new RpcError({ kind: 'rpc.internal', family: 'internal', message: 'Internal error', id, cause });
}

/** What every method can answer; documented once instead of at each method. */
export const standardErrors = [
  {
    kind: 'rpc.invalid_params',
    family: 'invalid_params',
    when: 'The params do not fit the method; `issues` say where.',
  },
  { kind: forbidden.kind, family: forbidden.family, when: forbidden.when },
  { kind: cancelled.kind, family: cancelled.family, when: cancelled.when },
  {
    kind: 'rpc.internal',
    family: 'internal',
    when: 'A fault of the server; `id` names the entry in its log.',
  },
] as const;

import type { z } from 'zod';
import type { RawParams } from './envelope.ts';
import { issuesOf } from './issues.ts';
import type { Method } from './method.ts';
import { nearest } from './nearest.ts';
import { findNul } from './nul-check.ts';
import { invalidParams } from './standard-errors.ts';

/** Validates params given by name or by position; throws `rpc.invalid_params`. */
export function readParams<Params extends z.ZodObject>(
  method: Pick<Method<never, Params>, 'name' | 'params'>,
  raw: RawParams = {},
): z.output<Params> {
  const named = isPositional(raw) ? nameParams(method, raw) : raw;
  refuseUnknown(method, named);
  const parsed = method.params.safeParse(named);
  if (!parsed.success) throw invalidParams(method.name, issuesOf(parsed.error));
  const nul = findNul(parsed.data);
  if (nul !== undefined) {
    throw invalidParams(method.name, [{ path: nul, message: 'must not hold a NUL character' }]);
  }
  return parsed.data;
}

function isPositional(raw: RawParams): raw is readonly unknown[] {
  return Array.isArray(raw);
}

function nameParams(
  { name, params }: Pick<Method<never>, 'name' | 'params'>,
  values: readonly unknown[],
): Record<string, unknown> {
  const fields = Object.entries(params.shape);
  if (values.length > fields.length) {
    const message = `takes at most ${fields.length} params by position, got ${values.length}`;
    throw invalidParams(name, [{ path: '', message }]);
  }
  const named: Record<string, unknown> = {};
  for (const [index, value] of values.entries()) {
    const [key, field] = fields[index] ?? [];
    if (key === undefined || field === undefined || skips(field, value)) continue;
    named[key] = value;
  }
  return named;
}

/** By position, null is the only way to leave out an optional param before another one. */
function skips(field: z.ZodType, value: unknown): boolean {
  return value === null && !field.safeParse(null).success && field.safeParse(undefined).success;
}

function refuseUnknown({ name, params }: Pick<Method<never>, 'name' | 'params'>, named: object): void {
  const { shape } = params;
  const unknown = Object.keys(named).filter((key) => !Object.hasOwn(shape, key));
  if (unknown.length === 0) return;
  const known = Object.keys(shape);
  throw invalidParams(
    name,
    unknown.slice(0, 20).map((key) => {
      const suggestion = nearest(key, known);
      const shown = key.slice(0, 100);
      const message =
        suggestion === undefined ? 'unknown param' : `unknown param; did you mean "${suggestion}"?`;
      return { path: shown, message };
    }),
  );
}

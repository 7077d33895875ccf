import { z } from 'zod';

/** Weakest first; each role may do all that the ones before it may. */
export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;

/** Whether a caller with `role` may do what `needed` is required for. */
export function roleAllows(role: Role, needed: Role): boolean {
  return Role.options.indexOf(role) >= Role.options.indexOf(needed);
}

import { z } from 'zod';
import { defaultAllowList } from './default-list.ts';
import { type EgressPolicy, parseRule } from './policy.ts';

const EgressEntry = z
  .string()
  .max(300)
  .superRefine((entry, context) => {
    try {
      parseRule(entry);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  })
  .describe('`host`, `host:port`, `*.host` or `*.host:port`; without a port, 443 and 80 are meant');

/** What a session may reach, as it is asked for. */
export const EgressSpec = z
  .object({
    policy: z.enum(['none', 'allowlist', 'open']),
    allow: z
      .array(EgressEntry)
      .max(500)
      .optional()
      .describe('Entries beside the default list. An exact `host:port` may also be a private address.'),
    defaults: z
      .boolean()
      .optional()
      .describe('Whether the default list of package registries counts; true unless given'),
  })
  .meta({ id: 'EgressSpec' });
export type EgressSpec = z.infer<typeof EgressSpec>;

export function toPolicy(spec: EgressSpec): EgressPolicy {
  const defaults = spec.policy === 'allowlist' && spec.defaults !== false ? defaultAllowList : [];
  return { kind: spec.policy, rules: [...(spec.allow ?? []), ...defaults].map(parseRule) };
}

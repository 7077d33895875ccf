import type { EgressPolicy } from 'hero-claude-sdk';
import { visibleLine } from '../safe/visible-text.ts';

/** What a session may reach, in words. */
export function egressWords(egress: EgressPolicy): string {
  const { policy, allow = [] } = typeof egress === 'string' ? { policy: egress } : egress;
  const words = { none: 'nothing', allowlist: 'package registries', open: 'any public host' }[policy];
  return allow.length === 0 ? words : `${words}, and ${allow.map(visibleLine).join(', ')}`;
}

import type { PolicyReason } from './policy.ts';

/** Every reason in the egress log; a closed list, so that people and dashboards can count by it. */
export type EgressReason =
  | PolicyReason
  | 'malformed_target'
  | 'not_a_proxy_request'
  | 'address_not_public'
  | 'unresolved'
  | 'unreachable'
  | 'timed_out'
  | 'malformed_request'
  | 'too_many_connections'
  | 'too_many_decisions';

/** `refused`: we said no. `failed`: we said yes and the network did not. */
export type EgressVerdict = 'allowed' | 'refused' | 'failed';

/** Ends a request through the egress socket; what the client gets is derived from it. */
export class EgressRefusal extends Error {
  override readonly name = 'EgressRefusal';
  readonly reason: EgressReason;

  constructor(reason: EgressReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }

  get verdict(): EgressVerdict {
    return this.status === 403 ? 'refused' : 'failed';
  }

  get status(): 403 | 502 | 504 {
    if (this.reason === 'timed_out') return 504;
    return this.reason === 'unresolved' || this.reason === 'unreachable' ? 502 : 403;
  }
}

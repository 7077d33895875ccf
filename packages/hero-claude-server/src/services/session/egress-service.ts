import type { Call } from 'hero-rpc';
import type { Gateway } from '../../adapters/gateway.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import {
  type AllowParams,
  type AllowResult,
  type EgressLogPage,
  type EgressLogParams,
  withEntry,
} from '../../domain/container/egress.ts';
import { egressListFull } from '../../domain/container/egress-errors.ts';
import { EgressPolicy } from '../../domain/session/session.ts';
import type { Egress } from '../server-context.ts';
import type { SessionParts } from './session-parts.ts';

type Parts = Pick<SessionParts, 'steps' | 'records' | 'gatewaySessions' | 'operations'> & {
  gateway: Gateway;
};

/** What sessions reached and may reach. */
export class EgressService implements Egress {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async log({ session_id, after, limit }: EgressLogParams): Promise<EgressLogPage> {
    if (session_id !== undefined) this.#parts.records.get(session_id);
    const { entries, next } = await this.#parts.gateway.egressLog({ session_id, after, limit });
    const decisions = entries.map(({ verdict, ...entry }) => ({ ...entry, allowed: verdict !== 'refused' }));
    return { decisions, next_after: next };
  }

  async allow({ session_id: sessionId, host }: AllowParams, call: Pick<Call, 'user'>): Promise<AllowResult> {
    const { steps, operations } = this.#parts;
    return steps.run({ action: 'configure', sessionId, call }, async (record) => {
      const policy = withEntry(record.spec.egress, host);
      if (!EgressPolicy.safeParse(policy).success)
        throw egressListFull({ session_id: sessionId, entries: policy.allow?.length ?? 0 });
      const live = await changeEgress(this.#parts, record, policy);
      operations.record({
        operation: 'egress.allow',
        session_id: sessionId,
        message: `${host} may be reached ${live ? 'from now on' : 'from the next start on'}`,
        user: call.user,
      });
      return { policy, live };
    });
  }
}

/**
 * Keeps the policy for every start to come and has the gateway follow it at once where there is a container.
 * A gateway that does not answer leaves everything as it was, as soon as it can be told so.
 * @returns whether it counts now
 */
export async function changeEgress(
  { records, gatewaySessions }: Pick<Parts, 'records' | 'gatewaySessions'>,
  { sessionId, spec, containerId }: SessionRecord,
  egress: EgressPolicy,
): Promise<boolean> {
  const before = spec.egress;
  const put = (policy: EgressPolicy) => {
    const { spec } = records.get(sessionId);
    records.change(sessionId, { spec: { ...spec, egress: policy } });
  };
  put(egress);
  if (containerId === null) return false;
  try {
    await gatewaySessions.setEgress(sessionId, egress);
    return true;
  } catch (error) {
    put(before);
    // It may have followed and only its answer was lost.
    await gatewaySessions.align(records.get(sessionId));
    throw error;
  }
}

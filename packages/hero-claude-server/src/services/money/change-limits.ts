import type { SessionRecord } from '../../adapters/store/session-record.ts';
import type { SessionSpec } from '../../domain/session/session-params.ts';
import type { SessionParts } from '../session/session-parts.ts';

type Limits = Pick<Partial<SessionSpec>, 'budget_usd' | 'token_limit'>;

/**
 * Keeps the limits for every start to come and has the gateway follow them at once where there is a container.
 * A gateway that does not answer leaves everything as it was, as soon as it can be told so.
 * @returns whether they hold now
 */
export async function changeLimits(
  { records, gatewaySessions }: Pick<SessionParts, 'records' | 'gatewaySessions'>,
  { sessionId, containerId }: Pick<SessionRecord, 'sessionId' | 'containerId'>,
  limits: Limits,
): Promise<boolean> {
  const { spec: before } = records.get(sessionId);
  const spec = { ...before, ...limits };
  records.change(sessionId, { spec });
  if (containerId === null) return false;
  try {
    await gatewaySessions.setLimits(sessionId, spec);
    return true;
  } catch (error) {
    // It may have followed and only its answer was lost.
    await gatewaySessions.align(records.change(sessionId, { spec: before }));
    throw error;
  }
}

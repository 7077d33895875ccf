import type { Gateway } from '../../adapters/gateway.ts';
import type { EventService } from '../event-service.ts';
import type { SessionParts } from '../session/session-parts.ts';

/** What the services around a conversation work with. */
export interface ConversationParts
  extends Pick<
    SessionParts,
    | 'db'
    | 'attachments'
    | 'records'
    | 'agents'
    | 'steps'
    | 'gatewaySessions'
    | 'lock'
    | 'operations'
    | 'progress'
    | 'stopping'
    | 'log'
  > {
  events: EventService;
  gateway: Gateway;
}

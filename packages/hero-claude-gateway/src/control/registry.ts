import { createRegistry } from 'hero-rpc';
import type { ControlContext } from './context.ts';
import { credentialStatus, gatewayHealth } from './gateway-methods.ts';
import { egressLog, modelLog } from './log-methods.ts';
import { sessionClose, sessionEgress, sessionList, sessionOpen, sessionUsage } from './session-methods.ts';

/** Every method of the control socket. */
export const registry = createRegistry<ControlContext>([
  sessionOpen,
  sessionEgress,
  sessionClose,
  sessionList,
  sessionUsage,
  egressLog,
  modelLog,
  credentialStatus,
  gatewayHealth,
]);

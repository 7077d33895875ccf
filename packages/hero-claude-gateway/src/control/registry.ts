import { createRegistry } from 'hero-rpc';
import type { ControlContext } from './context.ts';
import { credentialStatus, gatewayHealth } from './gateway-methods.ts';
import { egressLog, modelLog } from './log-methods.ts';
import { sessionClose, sessionEgress, sessionList, sessionOpen } from './session-methods.ts';
import { sessionLimit, sessionUsage, usageChanges, usageSummary } from './usage-methods.ts';

/** Every method of the control socket. */
export const registry = createRegistry<ControlContext>([
  sessionOpen,
  sessionEgress,
  sessionClose,
  sessionList,
  sessionUsage,
  sessionLimit,
  usageSummary,
  usageChanges,
  egressLog,
  modelLog,
  credentialStatus,
  gatewayHealth,
]);

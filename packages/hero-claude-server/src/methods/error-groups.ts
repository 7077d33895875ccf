import type { ErrorDefinition } from 'hero-rpc';
import { agentGone, agentRefused, agentSilent } from '../domain/agent-errors.ts';
import { deliveryErrors } from '../domain/delivery-errors.ts';
import { engineErrors as engineDomainErrors, execErrors } from '../domain/engine-errors.ts';
import { gatewayErrors } from '../domain/gateway-errors.ts';
import { gitToolErrors } from '../domain/git-errors.ts';
import { imageBuildFailed } from '../domain/image-errors.ts';
import { inputMismatch, journalUnwritable } from '../domain/journal-errors.ts';
import { sourceRepoErrors } from '../domain/repo-errors.ts';
import { sessionBusy, sessionNotFound, shuttingDown, wrongState } from '../domain/session-errors.ts';

/** What every step on a session can answer. */
export const stepErrors: readonly ErrorDefinition[] = [
  sessionNotFound,
  wrongState,
  sessionBusy,
  shuttingDown,
];

/** What can go wrong while reading a source repository. */
export const sourceErrors: readonly ErrorDefinition[] = [...sourceRepoErrors, ...gitToolErrors];

/** What can go wrong between us, the engine and the gateway. */
export const engineErrors: readonly ErrorDefinition[] = [
  ...engineDomainErrors,
  imageBuildFailed,
  ...gatewayErrors,
];

/** What can go wrong between us and the agent. */
export const agentErrors: readonly ErrorDefinition[] = [
  agentSilent,
  agentGone,
  agentRefused,
  inputMismatch,
  journalUnwritable,
];

/** What running a command in a container can answer as well. */
export const commandErrors: readonly ErrorDefinition[] = [...engineErrors, ...execErrors];

/** What can go wrong while bringing work out. */
export const finishErrors: readonly ErrorDefinition[] = [
  ...commandErrors,
  ...deliveryErrors,
  ...gitToolErrors,
];

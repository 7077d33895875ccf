import type { ErrorDefinition } from 'hero-rpc';
import { agentGone, agentRefused, agentSilent } from '../domain/agent/agent-errors.ts';
import { inputMismatch, journalUnwritable } from '../domain/agent/journal-errors.ts';
import { engineErrors as engineDomainErrors, execErrors } from '../domain/container/engine-errors.ts';
import { gatewayErrors } from '../domain/container/gateway-errors.ts';
import { imageBuildFailed } from '../domain/container/image-errors.ts';
import { deliveryErrors } from '../domain/delivery/delivery-errors.ts';
import { gitToolErrors } from '../domain/repo/git-errors.ts';
import { sourceRepoErrors } from '../domain/repo/repo-errors.ts';
import {
  folderGone,
  sessionBusy,
  sessionNotFound,
  shuttingDown,
  wrongState,
} from '../domain/session/session-errors.ts';

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
  folderGone,
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

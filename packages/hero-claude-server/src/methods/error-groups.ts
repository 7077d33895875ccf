import type { ErrorDefinition } from 'hero-rpc';
import { deliveryErrors } from '../domain/delivery-errors.ts';
import { engineErrors as engineDomainErrors, execErrors } from '../domain/engine-errors.ts';
import { gatewayErrors } from '../domain/gateway-errors.ts';
import { gitToolErrors } from '../domain/git-errors.ts';
import { sourceRepoErrors } from '../domain/repo-errors.ts';
import { sessionBusy, sessionNotFound, wrongState } from '../domain/session-errors.ts';

/** What every step on a session can answer. */
export const stepErrors: readonly ErrorDefinition[] = [sessionNotFound, wrongState, sessionBusy];

/** What can go wrong while reading a source repository. */
export const sourceErrors: readonly ErrorDefinition[] = [...sourceRepoErrors, ...gitToolErrors];

/** What can go wrong between us, the engine and the gateway. */
export const engineErrors: readonly ErrorDefinition[] = [...engineDomainErrors, ...gatewayErrors];

/** What running a command in a container can answer as well. */
export const commandErrors: readonly ErrorDefinition[] = [...engineErrors, ...execErrors];

/** What can go wrong while bringing work out. */
export const finishErrors: readonly ErrorDefinition[] = [
  ...engineErrors,
  ...deliveryErrors,
  ...gitToolErrors,
];

import type { ErrorDefinition } from 'hero-rpc';
import { gatewayErrors } from '../domain/gateway-errors.ts';
import { gitToolErrors } from '../domain/git-errors.ts';
import { sourceRepoErrors } from '../domain/repo-errors.ts';
import { sessionBusy, sessionNotFound, wrongState } from '../domain/session-errors.ts';

/** What every step on a session can answer. */
export const stepErrors: readonly ErrorDefinition[] = [sessionNotFound, wrongState, sessionBusy];

/** What can go wrong while reading a source repository. */
export const sourceErrors: readonly ErrorDefinition[] = [...sourceRepoErrors, ...gitToolErrors];

/** What can go wrong between us, the engine and the gateway. */
export const engineErrors: readonly ErrorDefinition[] = [...gatewayErrors];

/** What can go wrong while bringing work out. */
export const deliveryErrors: readonly ErrorDefinition[] = [];

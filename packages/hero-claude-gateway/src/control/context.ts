import { methodsFor } from 'hero-rpc';
import type { Config } from '../config.ts';
import type { Gateway } from '../gateway.ts';

/** What the control methods work on. */
export interface ControlContext
  extends Pick<Gateway, 'gates' | 'ledger' | 'budgets' | 'prices' | 'credential'> {
  config: Pick<Config, 'modelUrl'>;
}

export const method = methodsFor<ControlContext>();

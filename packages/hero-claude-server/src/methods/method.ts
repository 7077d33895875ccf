import { methodsFor } from 'hero-rpc';
import type { ServerContext } from '../services/server-context.ts';

/** Declares one method of the server; everything a client sees is derived from it. */
export const method = methodsFor<ServerContext>();

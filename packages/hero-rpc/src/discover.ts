import { z } from 'zod';
import type { Method } from './method.ts';

/** OpenRPC's own method: the service describes itself. */
export function discoverMethod<Ctx>(document: () => object): Method<Ctx> {
  return {
    name: 'rpc.discover',
    summary: 'Describe all methods as an OpenRPC document',
    params: z.object({}),
    result: z.record(z.string(), z.unknown()),
    role: 'viewer',
    mcp: false,
    cli: { hidden: true },
    handler: () => ({ ...document() }),
  };
}

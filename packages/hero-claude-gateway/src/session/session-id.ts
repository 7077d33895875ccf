import { z } from 'zod';

export const SessionId = z
  .string()
  .regex(/^[0-9a-f]{8}$/, 'must be 8 hex characters')
  .meta({ id: 'SessionId' });
export type SessionId = z.infer<typeof SessionId>;

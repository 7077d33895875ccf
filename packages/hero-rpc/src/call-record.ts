import type { Family } from './families.ts';
import type { Role } from './role.ts';

/** What one call came to; the material of one log line. */
export interface CallRecord {
  /** As the caller wrote it (at most 100 characters): not always a known method. */
  method: string;
  outcome: 'ok' | 'error';
  ms: number;
  caller: 'rpc' | 'mcp';
  role: Role;
  user?: string;
  requestId: string;
  kind?: string;
  family?: Family;
  /** What was thrown, with its cause; for the log only. */
  error?: unknown;
  /** The error reached the caller although the method does not declare its kind. */
  undeclared?: boolean;
}

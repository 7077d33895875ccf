import type { CallRecord } from 'hero-rpc';
import type { Logger } from 'pino';

/** One line for each call; those that are our fault with their cause. */
export function logCall(log: Logger, record: CallRecord): void {
  const level = record.outcome === 'ok' ? 'debug' : record.family === 'internal' ? 'error' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const { error, ...facts } = record;
  log[level]({ ...facts, requestId: record.requestId, ...(level === 'error' && { err: error }) }, 'call');
}

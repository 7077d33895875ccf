import type { LogChunk } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { followLog, type LogRequest } from './follow-log.ts';
import { logPrinter } from './log-printer.ts';

export async function sessionLogs(call: MethodCall<LogChunk>): Promise<number> {
  const { output, params, options } = call;
  const given = params as Omit<LogRequest, 'source'> & Partial<LogRequest>;
  const request: LogRequest = { source: 'claude', ...given, raw: options['raw'] === true };
  if (options['follow'] === true) return followLog(call, request);
  const chunk = await call.send();
  if (output.json) {
    output.document(chunk);
    return 0;
  }
  chunk.lines.forEach(logPrinter(output, request));
  if (chunk.more) output.note(`more: --after ${chunk.next}`);
  return 0;
}

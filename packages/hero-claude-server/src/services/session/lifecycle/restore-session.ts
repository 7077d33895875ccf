import type { Call } from 'hero-rpc';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { restoredStatus } from '../../../domain/session/session-status.ts';
import { moveFromTrash } from '../folder.ts';
import type { SessionParts } from '../session-parts.ts';
import { movedWithRow } from './moved-with-row.ts';

/** Brings a session back from the trash with the status it had; nothing runs yet. */
export async function restoreSession(
  parts: SessionParts,
  sessionId: string,
  call: Call,
): Promise<SessionRecord> {
  const { steps, records, config, reached } = parts;
  return steps.run({ action: 'restore', sessionId, call }, async ({ statusBefore }) => {
    return movedWithRow(parts, sessionId, async () => {
      await moveFromTrash(config.buildDir, sessionId);
      await reached('restore.moved', sessionId);
      return records.change(sessionId, {
        status: restoredStatus(statusBefore ?? 'stopped'),
        statusBefore: null,
        destroyedAt: null,
      });
    });
  });
}

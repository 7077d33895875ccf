import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { alignFolder } from '../folder.ts';
import type { SessionParts } from '../session-parts.ts';

/** Moves the folder of a session and writes its row. When the row cannot be written, the folder is put back. */
export async function movedWithRow(
  { records, config, log }: SessionParts,
  sessionId: string,
  move: () => Promise<SessionRecord>,
): Promise<SessionRecord> {
  try {
    return await move();
  } catch (error) {
    const inTrash = records.find(sessionId)?.status === 'destroyed';
    await alignFolder(config.buildDir, sessionId, inTrash).catch((left: unknown) => {
      // The next start of the server does the same.
      log.error({ err: left, session_id: sessionId }, 'the folder of a session is not where its row says');
    });
    throw error;
  }
}

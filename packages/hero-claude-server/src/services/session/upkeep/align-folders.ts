import { sessionFolder } from '../../../domain/session/session-folder.ts';
import { alignFolder, discardFolder } from '../folder.ts';
import type { SessionParts } from '../session-parts.ts';

/**
 * Before anybody is served: puts every folder where its row says it is, and takes back what was never created
 * whole. Nothing ran in such a copy, so nothing is lost.
 */
export async function alignFolders({ config, records, operations }: SessionParts): Promise<void> {
  const { buildDir } = config;
  const log = (operation: string, session_id: string, message: string) =>
    operations.record({ operation, session_id, message, level: 'warn' });
  for (const { sessionId, status } of records.list()) {
    if (status === 'creating') {
      await discardFolder(buildDir, sessionFolder(buildDir, sessionId));
      records.delete(sessionId);
      log('session.create', sessionId, 'the server ended while it was being created; the copy is removed');
    } else if (await alignFolder(buildDir, sessionId, status === 'destroyed')) {
      log(
        'folder.moved',
        sessionId,
        `the server ended on the way; its folder is back where a ${status} session has it`,
      );
    }
  }
}

import { folderGone } from '../../../domain/session/session-errors.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import { alignFolder, assertFolder, discardFolder } from '../folder.ts';
import type { SessionParts } from '../session-parts.ts';

/**
 * Before anybody is served: puts every folder where its row says it is, and takes back what was never created
 * whole. Nothing ran in such a copy, so nothing is lost. A folder that is nowhere is the session's problem.
 */
export async function alignFolders({ config, records, operations }: SessionParts): Promise<void> {
  const { buildDir } = config;
  const log = (operation: string, session_id: string, message: string) =>
    operations.record({ operation, session_id, message, level: 'warn' });
  const reportFolder = async (sessionId: string): Promise<void> => {
    const { problem } = records.get(sessionId);
    const gone = await assertFolder(buildDir, sessionId).then(
      () => undefined,
      (error: Error) => error.message,
    );
    // What else is the matter with it holds when its folder is back; a start looks for the folder anyway.
    if (gone !== undefined && problem === null) {
      log('folder.gone', sessionId, gone);
      const since = new Date().toISOString();
      records.change(sessionId, { problem: { kind: folderGone.kind, message: gone, since } });
    }
    if (gone === undefined && problem?.kind === folderGone.kind) records.change(sessionId, { problem: null });
  };
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
    if (status !== 'creating' && status !== 'destroyed') await reportFolder(sessionId);
  }
}

import type { Call } from 'hero-rpc';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { engineUnreachable } from '../../../domain/container/engine-errors.ts';
import { folderGone, undeliveredWork } from '../../../domain/session/session-errors.ts';
import type { DestroyResult, LostWork } from '../../../domain/session/session-results.ts';
import { moveToTrash } from '../folder.ts';
import { surveySession } from '../look/survey.ts';
import type { SessionParts } from '../session-parts.ts';
import { movedWithRow } from './moved-with-row.ts';
import { endAgent } from './stop-session.ts';

export interface DestroyParams {
  session_id: string;
  force?: boolean | undefined;
  dry_run?: boolean | undefined;
}

function result(record: SessionRecord, wouldLose: LostWork[], until: string | null): DestroyResult {
  return {
    session_id: record.sessionId,
    destroyed: record.status === 'destroyed',
    would_lose: wouldLose,
    restorable_until: until,
  };
}

/** Moves a session to the trash, unless work would go with it that nobody has brought out. */
export async function destroySession(
  parts: SessionParts,
  { session_id: sessionId, force = false, dry_run: dryRun = false }: DestroyParams,
  restorableUntil: (destroyedAt: string) => string,
  call: Call,
): Promise<DestroyResult> {
  const { steps, records, containers, gatewaySessions, config, reached } = parts;
  const before = steps.check('destroy', sessionId);
  if (before.status === 'destroyed')
    return result(before, [], restorableUntil(before.destroyedAt ?? before.updatedAt));
  if (dryRun) return result(before, await surveySession(parts, before, call.signal), null);
  return steps.run({ action: 'destroy', sessionId, call }, async (record) => {
    const wouldLose = force ? [] : await surveySession(parts, record, parts.stopping);
    if (wouldLose.length > 0) throw undeliveredWork({ session_id: sessionId, would_lose: wouldLose });
    await reached('destroy.surveyed', sessionId);
    const status = record.status;
    await endAgent(parts, record);
    await reached('destroy.agent_ended', sessionId);
    // Without an engine a side container keeps its folders wherever they are, and is swept when it is back.
    await containers.endSide(sessionId).catch((error: unknown) => {
      if (!engineUnreachable.is(error)) throw error;
    });
    await gatewaySessions.close(sessionId);
    await records.mirrored(sessionId);
    await reached('destroy.doors_closed', sessionId);
    const destroyed = await movedWithRow(parts, sessionId, async () => {
      await moveToTrash(config.buildDir, sessionId).catch((error: unknown) => {
        // What is gone already can only be given up.
        if (!force || !folderGone.is(error)) throw error;
      });
      await reached('destroy.moved', sessionId);
      const destroyedAt = new Date().toISOString();
      return records.change(sessionId, {
        status: 'destroyed',
        statusBefore: status,
        resume: null,
        destroyedAt,
      });
    });
    return result(destroyed, wouldLose, restorableUntil(destroyed.destroyedAt ?? destroyed.updatedAt));
  });
}

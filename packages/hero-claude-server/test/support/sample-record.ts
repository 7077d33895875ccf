import type { SessionRecord } from '../../src/adapters/store/session-record.ts';
import { settleSpec } from '../../src/domain/session/session-params.ts';

/** A session that is being created. */
export function sampleRecord(sessionId: string, change: Partial<SessionRecord> = {}): SessionRecord {
  const at = `2026-01-01T00:00:0${sessionId.slice(-1)}.000Z`;
  return {
    sessionId,
    name: `Session ${sessionId}`,
    namedBy: 'person',
    task: 'Fix the login',
    status: 'creating',
    statusBefore: null,
    spec: settleSpec(
      { trust_project: true, repos: ['shop'], task: 'Fix the login' },
      { image: 'i', cpu: 2, memoryGb: 4 },
    ),
    labels: { team: 'web' },
    agent: null,
    problem: null,
    resume: null,
    startPrompt: null,
    undelivered: false,
    money: null,
    diffSize: null,
    containerId: null,
    conversation: 'c',
    taskUuid: 't',
    createdAt: at,
    updatedAt: at,
    startedAt: null,
    finishedAt: null,
    destroyedAt: null,
    repos: [],
    ...change,
  };
}

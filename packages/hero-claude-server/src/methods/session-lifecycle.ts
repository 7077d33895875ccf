import { z } from 'zod';
import { agentVersion } from '../domain/agent/agent-errors.ts';
import { hookFileBroken, hookUnknown } from '../domain/approval/hook-errors.ts';
import { uploadNotFound } from '../domain/conversation/upload-errors.ts';
import { deliveryErrors } from '../domain/delivery/delivery-errors.ts';
import { SessionId } from '../domain/ids.ts';
import { Session, UncommittedChoice } from '../domain/session/session.ts';
import {
  agentExited,
  agentInputClosed,
  agentOutOfMemory,
  duplicateRepo,
  envReserved,
  folderGone,
  folderTaken,
  mcpFileBroken,
  mcpServerUnknown,
  sessionDiskLimit,
  setupFailed,
  shuttingDown,
  startCancelled,
  tooManyRunning,
  undeliveredWork,
} from '../domain/session/session-errors.ts';
import { CreateParams } from '../domain/session/session-params.ts';
import { DestroyResult, FinishResult, SyncResult } from '../domain/session/session-results.ts';
import {
  agentErrors,
  commandErrors,
  engineErrors,
  finishErrors,
  sourceErrors,
  stepErrors,
} from './error-groups.ts';
import { method } from './method.ts';

export const sessionCreate = method({
  name: 'session.create',
  summary: 'Copy repositories into a new session on a feature branch',
  description:
    'Copies what git calls tracked or untracked-but-not-ignored, builds a fresh repository around it and records the commit the session starts from. Nothing runs yet: session.start does that.',
  params: CreateParams,
  result: Session,
  errors: [
    ...sourceErrors,
    ...engineErrors,
    duplicateRepo,
    mcpServerUnknown,
    mcpFileBroken,
    envReserved,
    uploadNotFound,
    hookUnknown,
    hookFileBroken,
    shuttingDown,
  ],
  role: 'operator',
  mcp: { destructive: false, category: 'session' },
  cli: {
    examples: ['hero-claude session create --repo shop --task "fix the failing login test" --start'],
  },
  handler: async (params, { sessions }, call) => sessions.create(params, call),
});

export const sessionStart = method({
  name: 'session.start',
  summary: 'Start the agent of a session in its container',
  description:
    'The first start sends the task; a later one resumes the same conversation. Answers when the agent is ready.',
  params: z.object({
    session_id: SessionId,
    prompt: z.string().min(1).max(1_000_000).optional().describe('Follow-up to send once the agent is ready'),
  }),
  result: Session,
  errors: [
    ...stepErrors,
    ...engineErrors,
    ...agentErrors,
    agentVersion,
    agentExited,
    agentOutOfMemory,
    agentInputClosed,
    setupFailed,
    startCancelled,
    tooManyRunning,
    sessionDiskLimit,
    mcpServerUnknown,
    mcpFileBroken,
    hookUnknown,
    hookFileBroken,
  ],
  role: 'operator',
  mcp: { destructive: false, category: 'session' },
  cli: { positional: ['session_id'] },
  handler: async (params, { sessions }, call) => sessions.start(params, call),
});

export const sessionStop = method({
  name: 'session.stop',
  summary: 'Stop the agent and its container; files and conversation stay',
  description: 'Ends a start that is under way, too; the session is then what it was before.',
  params: z.object({ session_id: SessionId }),
  result: Session,
  errors: [...stepErrors, ...engineErrors],
  role: 'operator',
  mcp: { destructive: false, idempotent: true, category: 'session' },
  cli: { positional: ['session_id'] },
  handler: async ({ session_id }, { sessions }, call) => sessions.stop(session_id, call),
});

export const sessionFinish = method({
  name: 'session.finish',
  summary: 'Commit, bring the work out and push it',
  description:
    'Commits what is uncommitted, imports the commits into the vault through a verified bundle, pushes them to the origin of each repository and stops the container. Can be repeated: a later finish updates the same branch.',
  params: z.object({
    session_id: SessionId,
    message: z.string().min(1).max(20_000).optional().describe('Commit message for what is uncommitted'),
    uncommitted: UncommittedChoice.optional(),
    interrupt: z.boolean().optional().describe('Stop a working agent first'),
  }),
  result: FinishResult,
  errors: [...stepErrors, ...finishErrors, ...agentErrors],
  role: 'operator',
  mcp: { destructive: false, category: 'session' },
  cli: { positional: ['session_id'] },
  handler: async (params, { sessions }, call) => sessions.finish(params, call),
});

export const sessionSync = method({
  name: 'session.sync',
  summary: "Merge the source's new state into the session",
  description:
    'Takes a new snapshot of each source and merges it inside the container as git would. Conflicts are refused and listed, or left to the agent with hand_over.',
  params: z.object({
    session_id: SessionId,
    conflicts: z
      .enum(['refuse', 'hand_over'])
      .default('refuse')
      .describe('What becomes of what cannot be merged'),
    interrupt: z.boolean().optional().describe('Stop a working agent first'),
  }),
  result: SyncResult,
  errors: [...stepErrors, ...sourceErrors, ...commandErrors, ...deliveryErrors, ...agentErrors],
  role: 'operator',
  mcp: { destructive: false, category: 'session' },
  cli: { positional: ['session_id'] },
  handler: async (params, { sessions }, call) => sessions.sync(params, call),
});

export const sessionDestroy = method({
  name: 'session.destroy',
  summary: 'Move a session to the trash, where it stays 30 days',
  params: z.object({
    session_id: SessionId,
    force: z.boolean().optional().describe('Even when undelivered work would go with it'),
    dry_run: z.boolean().optional().describe('Only say what would be lost'),
  }),
  result: DestroyResult,
  errors: [...stepErrors, ...finishErrors, undeliveredWork, folderTaken, folderGone],
  role: 'operator',
  mcp: { destructive: true, idempotent: true, category: 'session' },
  cli: { positional: ['session_id'] },
  handler: async (params, { sessions }, call) => sessions.destroy(params, call),
});

export const sessionRestore = method({
  name: 'session.restore',
  summary: 'Bring a session back from the trash',
  params: z.object({ session_id: SessionId }),
  result: Session,
  errors: [...stepErrors, folderTaken, folderGone],
  role: 'operator',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: async ({ session_id }, { sessions }, call) => sessions.restore(session_id, call),
});

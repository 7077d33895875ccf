import { z } from 'zod';
import { RepoCommits, RepoDiff } from '../domain/delivery/diff.ts';
import { SessionId } from '../domain/ids.ts';
import { NewLabels, Session } from '../domain/session/session.ts';
import { ListedSession } from '../domain/session/session-activity.ts';
import { Bucket } from '../domain/session/session-bucket.ts';
import {
  execTimeout,
  repoNotInSession,
  sessionNotFound,
  wrongState,
} from '../domain/session/session-errors.ts';
import { SessionName } from '../domain/session/session-name.ts';
import { ExecOutcome, LogChunk, LogSource, SessionDetails } from '../domain/session/session-results.ts';
import { SessionStatus } from '../domain/session/session-status.ts';
import { commandErrors, finishErrors, stepErrors } from './error-groups.ts';
import { method } from './method.ts';

const page = {
  after: z.number().int().min(0).optional().describe('`next` of the page before'),
  limit: z.number().int().min(1).max(500).default(100).describe('How many at most'),
};

export const sessionList = method({
  name: 'session.list',
  summary: 'List sessions, newest first',
  params: z.object({
    status: SessionStatus.optional(),
    bucket: Bucket.optional(),
    repo: z.string().optional().describe('Only sessions with this repository'),
    label: z.string().optional().describe('name, or name=value'),
    text: z.string().optional().describe('Words in the name or the task'),
    limit: z.number().int().min(1).max(1000).default(200).describe('How many at most'),
  }),
  result: z.array(ListedSession),
  role: 'viewer',
  mcp: { readOnly: true, category: 'session' },
  handler: async (params, { sessions }) => sessions.list(params),
});

export const sessionInfo = method({
  name: 'session.info',
  summary: 'Show one session with its live resource use',
  params: z.object({ session_id: SessionId }),
  result: SessionDetails,
  errors: [sessionNotFound],
  role: 'viewer',
  mcp: { readOnly: true, category: 'session' },
  cli: { positional: ['session_id'] },
  handler: async ({ session_id }, { sessions }, call) => sessions.info(session_id, call),
});

export const sessionUpdate = method({
  name: 'session.update',
  summary: 'Rename a session or change its labels',
  params: z.object({
    session_id: SessionId,
    name: SessionName.optional().describe('The new name'),
    labels: NewLabels.optional().describe('Replaces all labels'),
  }),
  result: Session,
  errors: [sessionNotFound, wrongState],
  role: 'operator',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: async (params, { sessions }, call) => sessions.update(params, call),
});

export const sessionLogs = method({
  name: 'session.logs',
  summary: "Read a session's log: rsync, claude or container",
  params: z.object({
    session_id: SessionId,
    source: LogSource.default('claude'),
    tail: z.number().int().min(1).max(10_000).optional().describe('Only the last lines'),
    after: z.number().int().min(0).optional().describe('`next` of the answer before'),
    limit: z.number().int().min(1).max(10_000).default(1000).describe('How many at most'),
  }),
  result: LogChunk,
  errors: [sessionNotFound],
  role: 'viewer',
  mcp: { readOnly: true, category: 'session' },
  cli: { positional: ['session_id'] },
  handler: async (params, { sessions }) => sessions.logs(params),
});

export const sessionExec = method({
  name: 'session.exec',
  summary: "Run a command in a session's container",
  description:
    'A list of words is run as it is; one line is run by sh -c in the container. When it times out or the caller goes away, no process of it is left, but for one that cleared its environment.',
  params: z.object({
    session_id: SessionId,
    command: z
      .union([z.array(z.string()).min(1).max(1000), z.string().min(1).max(100_000)])
      .describe('Program and arguments, or a shell line'),
    timeout_ms: z.number().int().min(1).max(3_600_000).default(120_000).describe('After this it is killed'),
    cwd: z.string().optional().describe('Absolute, or relative to the first repository'),
  }),
  result: ExecOutcome,
  errors: [...stepErrors, execTimeout, ...commandErrors],
  role: 'operator',
  mcp: { destructive: true, category: 'session' },
  cli: { positional: ['session_id'], rest: 'command' },
  handler: async (params, { sessions }, call) => sessions.exec(params, call),
});

export const sessionDiff = method({
  name: 'session.diff',
  summary: 'Show what the agent changed, uncommitted work included',
  params: z.object({
    session_id: SessionId,
    repo: z.string().optional().describe('Only this repository'),
    path: z.string().optional().describe('Only this file or folder'),
    ...page,
  }),
  result: z.array(RepoDiff),
  errors: [...stepErrors, repoNotInSession, ...finishErrors],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: async (params, { sessions }, call) => sessions.diff(params, call),
});

export const sessionCommits = method({
  name: 'session.commits',
  summary: "List the agent's commits",
  params: z.object({
    session_id: SessionId,
    repo: z.string().optional().describe('Only this repository'),
    ...page,
  }),
  result: z.array(RepoCommits),
  errors: [...stepErrors, repoNotInSession, ...finishErrors],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: async (params, { sessions }, call) => sessions.commits(params, call),
});

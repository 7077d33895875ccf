import { defineError } from 'hero-rpc';
import { z } from 'zod';
import { SessionStatus } from './session-status.ts';

export const sessionNotFound = defineError('session.not_found', {
  family: 'not_found',
  data: z.object({ session_id: z.string() }),
  when: 'No session has that id',
  message: ({ session_id }) => `No session "${session_id}"`,
  hint: () => 'hero-claude session list shows the sessions, trash list the destroyed ones',
});

/** Made when it is needed: the first of all takes 4 MB of the languages' data into memory. */
const eitherOf = (words: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(words);

export const wrongState = defineError('session.wrong_state', {
  family: 'conflict',
  data: z.object({
    session_id: z.string(),
    action: z.string(),
    status: SessionStatus,
    needs: z.array(SessionStatus),
  }),
  when: 'The session is not in a status from which this can be done',
  message: ({ session_id, action, status, needs }) =>
    `Session ${session_id} is ${status}; ${action} needs it to be ${eitherOf(needs)}`,
  hint: ({ session_id, needs, status }) =>
    status === 'destroyed'
      ? `hero-claude session restore ${session_id} brings it back`
      : needs.includes('running')
        ? `hero-claude session start ${session_id}`
        : `hero-claude session info ${session_id} shows where it stands`,
});

export const sessionBusy = defineError('session.busy', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), doing: z.string() }),
  when: 'The agent is working, or another step of the session is under way',
  message: ({ session_id, doing }) => `Session ${session_id} is busy: ${doing}`,
  hint: () =>
    'wait for it; finish and sync stop a working agent with interrupt: true (--interrupt), session stop ends a start',
});

export const folderTaken = defineError('session.folder_taken', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), path: z.string() }),
  when: 'Something else is where the folder of the session has to go',
  message: ({ session_id, path }) => `Session ${session_id} cannot be moved to ${path}: something is there`,
  hint: ({ path }) => `move ${path} away and say it again`,
});

export const folderGone = defineError('session.folder_gone', {
  family: 'not_found',
  data: z.object({ session_id: z.string(), path: z.string() }),
  when: 'The folder of the session is not where it was left',
  message: ({ session_id, path }) => `The folder of session ${session_id} is gone: there is no ${path}`,
  hint: ({ path, session_id }) =>
    `put it back at ${path}, or start the services with the BUILDDIR it is in; hero-claude session destroy ${session_id} --force gives it up`,
});

export const undeliveredWork = defineError('session.undelivered', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), would_lose: z.array(z.unknown()) }),
  when: 'Destroying would lose work that no delivery has brought out',
  message: ({ session_id, would_lose }) =>
    `Session ${session_id} holds undelivered work in ${would_lose.length} ${would_lose.length === 1 ? 'repository' : 'repositories'}`,
  hint: ({ session_id }) =>
    `deliver it with hero-claude session finish ${session_id}, look with --dry-run, or pass force: true (--force)`,
});

export const duplicateRepo = defineError('session.duplicate_repo', {
  family: 'invalid_params',
  data: z.object({ repo: z.string() }),
  when: 'The same repository is named twice',
  message: ({ repo }) => `repos names "${repo}" twice`,
});

export const execTimeout = defineError('exec.timeout', {
  family: 'timeout',
  data: z.object({ session_id: z.string(), timeout_ms: z.number() }),
  when: 'The command did not end in time; no process of it is left',
  message: ({ timeout_ms }) => `The command did not end within ${timeout_ms} ms and was killed`,
  hint: () => 'raise timeout_ms (--timeout-ms)',
});

export const tooManyRunning = defineError('session.too_many_running', {
  family: 'conflict',
  data: z.object({ running: z.number(), limit: z.number() }),
  when: 'HERO_CLAUDE_MAX_RUNNING sessions run already',
  message: ({ running, limit }) => `${running} sessions run already and the limit is ${limit}`,
  hint: () => 'stop one, or raise HERO_CLAUDE_MAX_RUNNING (its default comes from the memory of the machine)',
});

export const setupFailed = defineError('session.setup_failed', {
  family: 'failed',
  data: z.object({
    session_id: z.string(),
    exit_code: z.number().nullable().describe('Of the command that failed'),
    reason: z.string(),
  }),
  when: 'A setup command failed, so the agent was not started',
  message: ({ reason }) => `The agent was not started: ${reason}`,
  hint: ({ session_id }) => `hero-claude session logs ${session_id} --source container shows its output`,
});

export const agentExited = defineError('agent.exited', {
  family: 'failed',
  data: z.object({ session_id: z.string(), exit_code: z.number().nullable(), stderr: z.string() }),
  when: 'The agent ended by itself',
  message: ({ exit_code, stderr }) =>
    `The agent ended (${exit_code === null ? 'killed by a signal' : `exit code ${exit_code}`})${stderr === '' ? '' : `: ${stderr}`}`,
  hint: ({ session_id }) => `hero-claude session logs ${session_id} --source container`,
});

export const agentOutOfMemory = defineError('agent.out_of_memory', {
  family: 'failed',
  data: z.object({ session_id: z.string() }),
  when: 'The container met its memory limit and the agent was killed',
  message: () => 'The agent was killed because the container met its memory limit',
  hint: () => 'create the session with more memory_gb; session start goes on with the conversation',
});

export const agentInputClosed = defineError('agent.input_closed', {
  family: 'failed',
  data: z.object({ session_id: z.string() }),
  when: 'The agent ended because its input was closed from within the container',
  message: () => 'The agent ended by itself: its input was closed from within the container',
  hint: ({ session_id }) => `hero-claude session start ${session_id} goes on with the conversation`,
});

export const sessionMemoryLimit = defineError('session.memory_limit', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), limit_bytes: z.number() }),
  when: 'The session met its memory limit, and the kernel ended a process in its container',
  message: ({ limit_bytes }) =>
    `It met its memory limit of ${Math.round(limit_bytes / 2 ** 20).toLocaleString('en')} MiB: a process in its container was killed`,
  hint: () => 'what ran last needs more than that; create the session with more memory_gb',
});

export const sessionProcessLimit = defineError('session.process_limit', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), limit: z.number() }),
  when: 'The session met its limit of processes and threads, and gets no more',
  message: ({ limit }) =>
    `It met its limit of ${limit.toLocaleString('en')} processes and threads: its container gets no more`,
  hint: ({ session_id }) =>
    `hero-claude session exec ${session_id} -- ps ax; or stop the session and start it`,
});

export const sessionTmpFull = defineError('session.tmp_full', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), limit_bytes: z.number() }),
  when: 'The session has filled /tmp of its container',
  message: ({ limit_bytes }) =>
    `It has filled /tmp, which holds ${Math.round(limit_bytes / 2 ** 20).toLocaleString('en')} MiB: nothing more can be written there`,
  hint: ({ session_id }) =>
    `hero-claude session exec ${session_id} -- du -sh /tmp; it is half of memory_gb, and empty after a stop and a start`,
});

export const sessionDiskLimit = defineError('session.disk_limit', {
  family: 'conflict',
  data: z.object({
    session_id: z.string(),
    used_bytes: z.number().describe('Folders and kept lines together'),
    line_bytes: z.number().describe('Of these, the lines of its agent in the database, about'),
    files: z.number(),
    limit_bytes: z.number(),
    limit_files: z.number(),
  }),
  when: 'The session has more on the disk than HERO_CLAUDE_DISK_GB allows',
  message: ({ used_bytes, files, limit_bytes, limit_files }) =>
    `It has ${megabytes(used_bytes)} in ${files.toLocaleString('en')} files on the disk and may have ${megabytes(limit_bytes)} in ${limit_files.toLocaleString('en')}: its container is paused`,
  hint: ({ session_id }) =>
    `hero-claude session stop ${session_id}, remove files with session exec, then start it; or raise HERO_CLAUDE_DISK_GB`,
});

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

export const mcpServerUnknown = defineError('mcp.unknown_server', {
  family: 'not_found',
  data: z.object({ name: z.string(), file: z.string(), known: z.array(z.string()) }),
  when: 'mcp_servers names an entry that the file does not have',
  message: ({ name, file, known }) =>
    `No MCP server "${name}" in ${file}${known.length > 0 ? `; it has ${known.join(', ')}` : ''}`,
  hint: ({ file }) => `add it to ${file} under "mcpServers"`,
});

export const mcpFileBroken = defineError('mcp.file_broken', {
  family: 'failed',
  data: z.object({ file: z.string(), reason: z.string() }),
  when: "The operator's mcp.json cannot be read",
  message: ({ file, reason }) => `${file} cannot be read: ${reason}`,
});

export const envReserved = defineError('session.env_refused', {
  family: 'invalid_params',
  data: z.object({ name: z.string(), reason: z.string() }),
  when: 'An environment variable may not be set for an agent',
  message: ({ name, reason }) => `env.${name} is refused: ${reason}`,
  hint: () => 'secrets never enter a container; the model credential stays with the gateway',
});

export const repoNotInSession = defineError('session.no_such_repo', {
  family: 'not_found',
  data: z.object({ session_id: z.string(), repo: z.string(), repos: z.array(z.string()) }),
  when: 'The session does not hold that repository',
  message: ({ session_id, repo, repos }) =>
    `Session ${session_id} has no "${repo}"; it has ${repos.join(', ')}`,
});

export const startCancelled = defineError('session.start_cancelled', {
  family: 'cancelled',
  data: z.object({ session_id: z.string() }),
  when: 'The session was stopped while it was starting',
  message: ({ session_id }) => `Session ${session_id} was stopped while it was starting`,
  hint: ({ session_id }) => `hero-claude session start ${session_id} starts it again`,
});

export const shuttingDown = defineError('server.shutting_down', {
  family: 'unavailable',
  data: z.object({}),
  when: 'The server is shutting down; a step that was under way is settled when it is back',
  message: () => 'The server is shutting down',
  hint: () => 'say it again in a moment',
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeBinary } from 'hero-claude-testkit';
import { agentArguments } from '../../src/adapters/claude/agent-arguments.ts';
import { agentEnv } from '../../src/adapters/claude/agent-environment.ts';
import { Conversation } from '../../src/adapters/claude/conversation.ts';
import type { ConversationHooks } from '../../src/adapters/claude/conversation-options.ts';
import type { BridgedServer } from '../../src/adapters/claude/mcp-servers.ts';
import type { IngestedMessage } from '../../src/adapters/claude/message-ingest.ts';
import { writeSessionConfig } from '../../src/adapters/claude/session-config.ts';
import type { Database } from '../../src/adapters/store/database.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import type { AgentState } from '../../src/domain/agent.ts';
import type { JsonObject } from '../../src/domain/agent-line.ts';
import { migrationsDir, quietLog, sessionId } from './ingest-home.ts';

export const conversationId = '11111111-2222-4333-8444-555555555555';
const uid = process.getuid?.() ?? 0;
const gid = process.getgid?.() ?? 0;

/** The folders of one session, for an agent that runs on this host over the same two files. */
export interface AgentHome extends AsyncDisposable {
  dir: string;
  db: Database;
  files: { out: string; in: string; err: string };
  messages: IngestedMessage[];
  partial: JsonObject[];
  states: AgentState[];
  open(bridged?: Record<string, BridgedServer>): Promise<Conversation>;
  /** Starts the real CLI as a container would. */
  start(modelUrl: string, options?: { permissionMode?: 'default' | 'bypassPermissions' }): Promise<HostAgent>;
  /** Resolves with the first message, past or to come, that matches. */
  message(matches: (message: IngestedMessage) => boolean): Promise<IngestedMessage>;
}

export interface HostAgent extends AsyncDisposable {
  exited: Promise<number | null>;
  kill(): void;
}

export async function createAgentHome(): Promise<AgentHome> {
  const dir = await mkdtemp(join(tmpdir(), 'hero-agent-'));
  for (const name of ['logs', 'claude', 'home', 'work']) await mkdir(join(dir, name));
  const db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  const logs = join(dir, 'logs');
  const files = { out: join(logs, 'claude.log'), in: join(logs, 'in'), err: join(logs, 'container.log') };
  const waiting = new Set<(message: IngestedMessage) => void>();
  const messages: IngestedMessage[] = [];
  const partial: JsonObject[] = [];
  const states: AgentState[] = [];
  const hooks: ConversationHooks = {
    storing: () => {},
    stored: (stored, events) => {
      partial.push(...events);
      for (const message of stored) {
        messages.push(message);
        for (const look of waiting) look(message);
      }
    },
    state: (state) => states.push(state),
    backlog: () => {},
    tampered: () => {},
    trouble: () => {},
  };
  return {
    dir,
    db,
    files,
    messages,
    partial,
    states,
    open: (bridged = {}) =>
      Conversation.open({ sessionId, db, files, uid, gid, bridged, bootId: 'boot-1', log: quietLog, hooks }),
    start: (modelUrl, options) =>
      startAgent(dir, files, modelUrl, options?.permissionMode ?? 'bypassPermissions'),
    message: (matches) => {
      const past = messages.find(matches);
      if (past) return Promise.resolve(past);
      return new Promise((resolve) => {
        const look = (message: IngestedMessage): void => {
          if (!matches(message)) return;
          waiting.delete(look);
          resolve(message);
        };
        waiting.add(look);
      });
    },
    async [Symbol.asyncDispose]() {
      db.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function startAgent(
  dir: string,
  files: AgentHome['files'],
  modelUrl: string,
  permissionMode: 'default' | 'bypassPermissions',
): Promise<HostAgent> {
  const paths = {
    claudeConfig: join(dir, 'claude'),
    home: join(dir, 'home'),
    cfg: join(dir, 'cfg'),
    sockets: dir,
    io: dir,
  };
  const options = {
    model: 'sonnet',
    effort: 'high',
    permissionMode,
    trustProject: true,
    repoDirs: [join(dir, 'work')],
  } as const;
  const config = { ...options, conversation: conversationId, setup: [], mcpServers: {}, uid, gid };
  await writeSessionConfig(paths.cfg, { ...config, userConfigDir: join(dir, 'nowhere') }, paths);
  const resumes = await readFile(join(dir, 'home', '.started')).then(
    () => true,
    () => false,
  );
  const conversation = [resumes ? '--resume' : '--session-id', conversationId];
  const { ANTHROPIC_UNIX_SOCKET: _, ...env } = agentEnv(
    { token: 'hero-test', userEnv: {}, resumeInterruptedTurn: false },
    paths,
  );
  const line = 'exec "$@" < <(exec tail -c +1 -s 0.1 -f "$IN") >> "$OUT" 2>> "$ERR"';
  const child = spawn(
    'bash',
    [
      '-c',
      `touch "$HOME/.started"; ${line}`,
      '-',
      await claudeBinary(),
      ...agentArguments(options, paths),
      ...conversation,
    ],
    {
      cwd: join(dir, 'work'),
      detached: true,
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        ...env,
        ANTHROPIC_BASE_URL: modelUrl,
        NO_PROXY: '127.0.0.1',
        IN: files.in,
        OUT: files.out,
        ERR: files.err,
      },
    },
  );
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const kill = (): void => killGroup(child);
  return {
    exited,
    kill,
    async [Symbol.asyncDispose]() {
      kill();
      await exited;
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group is gone already.
  }
}

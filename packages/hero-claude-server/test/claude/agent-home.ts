import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Conversation } from '../../src/adapters/claude/conversation.ts';
import type { ConversationHooks } from '../../src/adapters/claude/conversation-options.ts';
import type { BridgedServer } from '../../src/adapters/claude/host/mcp-servers.ts';
import type { OperatorHook } from '../../src/adapters/claude/host/operator-hooks.ts';
import type { IngestedMessage } from '../../src/adapters/claude/journal/message-ingest.ts';
import type { Database } from '../../src/adapters/store/database.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import type { AgentState } from '../../src/domain/agent/agent.ts';
import type { JsonObject } from '../../src/domain/agent/agent-line.ts';
import { migrationsDir, quietLog, sessionId } from './ingest-home.ts';

export const conversationId = '11111111-2222-4333-8444-555555555555';
export const thisUser = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

/** The folders of one session, and everything its conversation reports. */
export interface AgentHome extends AsyncDisposable {
  dir: string;
  db: Database;
  files: { out: string; in: string; err: string };
  messages: IngestedMessage[];
  partial: JsonObject[];
  states: AgentState[];
  open(bridged?: Record<string, BridgedServer>, operatorHooks?: OperatorHook[]): Promise<Conversation>;
  /** Resolves with the first message, past or to come, that matches. */
  message(matches: (message: IngestedMessage) => boolean): Promise<IngestedMessage>;
}

export async function createAgentHome(user = thisUser): Promise<AgentHome> {
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
    open: (bridged = {}, operatorHooks = []) =>
      Conversation.open({
        sessionId,
        db,
        files,
        ...user,
        bridged,
        operatorHooks,
        bootId: 'boot-1',
        log: quietLog,
        hooks,
      }),
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

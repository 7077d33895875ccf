import type { Logger } from 'pino';
import type { AgentState } from '../../domain/agent/agent.ts';
import type { JsonObject } from '../../domain/agent/agent-line.ts';
import type { StuckLimits } from '../../domain/agent/agent-state.ts';
import type { Database } from '../store/database.ts';
import type { BridgedServer } from './host/mcp-servers.ts';
import type { OperatorHook } from './host/operator-hooks.ts';
import type { Tampering } from './journal/journal-reader.ts';
import type { IngestedMessage } from './journal/message-ingest.ts';

export interface ConversationHooks {
  /** Within the transaction that keeps the messages. */
  storing(messages: readonly IngestedMessage[]): void;
  /** After it. `partial` are stream events: to be shown, not kept. */
  stored(messages: readonly IngestedMessage[], partial: readonly JsonObject[]): void;
  /** Whenever what a person sees of the agent changes. */
  state(state: AgentState): void;
  /** The agent writes faster than it is read: its container should be paused, or (false) go on. */
  backlog(pause: boolean): void;
  tampered(what: Tampering): void;
  /** Lines cannot be read or kept (an error), or can again (null). Nothing is lost meanwhile. */
  trouble(error: unknown): void;
}

export interface ConversationOptions {
  sessionId: string;
  db: Database;
  /** The journals on the host: `logs/claude.log`, `logs/in`, `logs/container.log`. */
  files: { out: string; in: string; err: string };
  /** Of the container's user. */
  uid: number;
  gid: number;
  /** MCP servers the host speaks to for this session. */
  bridged: Readonly<Record<string, BridgedServer>>;
  /** Commands of the operator's that the agent waits for. */
  operatorHooks?: readonly OperatorHook[];
  /** Names this boot of the host: /proc/sys/kernel/random/boot_id. */
  bootId: string;
  log: Logger;
  hooks: ConversationHooks;
  stuckLimits?: StuckLimits;
  now?: () => number;
}

import type { BridgedServer } from './mcp-servers.ts';
import type { OperatorHook } from './operator-hooks.ts';

/** What the host does for one agent over its control pipe. */
export interface HostSide {
  /** MCP servers the host speaks to for this session. */
  bridged: Readonly<Record<string, BridgedServer>>;
  hooks: readonly OperatorHook[];
}

export const nothingOnTheHost: HostSide = { bridged: {}, hooks: [] };

import { join } from 'node:path';
import type { StdioServer } from '../../../adapters/claude/host/mcp-servers.ts';
import type { InputHead } from '../../../adapters/claude/journal/journal-writer.ts';
import { writeSessionConfig } from '../../../adapters/claude/launch/session-config.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import type { Config } from '../../../config.ts';
import { containerRepoDir, type SessionFolder } from '../../../domain/session/session-folder.ts';
import type { SessionParts } from '../session-parts.ts';

export function mcpFile(config: Config): string {
  return join(config.cfgDir, 'mcp.json');
}

/** The operator's commands that agents wait for. */
export function hooksFile(config: Config): string {
  return join(config.cfgDir, 'hooks.json');
}

/** Writes what the session's containers read at `/run/hero-cfg`; what was left out goes to the operation log. */
export async function writeConfig(
  { config, owner, operations }: Pick<SessionParts, 'config' | 'owner' | 'operations'>,
  record: SessionRecord,
  folder: SessionFolder,
  mcpServers: Record<string, StdioServer>,
  head?: InputHead,
): Promise<void> {
  const { spec, sessionId } = record;
  const notices = await writeSessionConfig(folder.cfg, {
    conversation: record.conversation,
    ...(head && { head }),
    setup: spec.setup,
    mcpServers,
    userConfigDir: config.claudeConfigDir,
    uid: owner.uid,
    gid: owner.gid,
    model: spec.model,
    effort: spec.effort,
    permissionMode: spec.permission_mode,
    trustProject: spec.trust_project,
    repoDirs: record.repos.map(({ name }) => containerRepoDir(name)),
  });
  for (const message of notices) {
    operations.record({ operation: 'session.start', session_id: sessionId, message, level: 'warn' });
  }
}

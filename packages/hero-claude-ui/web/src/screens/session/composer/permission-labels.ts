import type { PermissionMode, SessionDetails } from 'hero-claude-sdk';

/** What the agent does by itself, where it stands beside other facts. */
export const permissionLabels: Record<PermissionMode, string> = {
  bypassPermissions: 'asks nothing',
  acceptEdits: 'asks, but not for edits',
  default: 'asks',
  plan: 'plans only',
};

/** The same to choose from. */
export const permissionChoices: Record<PermissionMode, string> = {
  bypassPermissions: 'Ask nothing',
  acceptEdits: 'Ask before commands, not before edits',
  default: 'Ask before edits and commands',
  plan: 'Plan first',
};

/** The mode the agent is in; before it runs, the one it will start with. */
export function permissionModeNow({
  agent_permission_mode,
  permission_mode,
}: SessionDetails): PermissionMode {
  return agent_permission_mode ?? permission_mode;
}

/** The same in words, with what was chosen where that is another. */
export function permissionsNow(session: SessionDetails): string {
  const now = permissionModeNow(session);
  const { permission_mode: chosen } = session;
  return now === chosen
    ? permissionLabels[now]
    : `${permissionLabels[now]} (chosen: ${permissionLabels[chosen]})`;
}

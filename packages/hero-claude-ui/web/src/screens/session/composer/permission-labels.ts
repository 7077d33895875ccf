import type { PermissionMode } from 'hero-claude-sdk';

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

import type { PermissionMode } from 'hero-claude-sdk';

export const permissionLabels: Record<PermissionMode, string> = {
  bypassPermissions: 'asks nothing',
  acceptEdits: 'asks, but not for edits',
  default: 'asks',
  plan: 'plans only',
};

import type { SessionDetails } from 'hero-claude-sdk';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { ConversationTab } from './conversation/conversation-tab.tsx';

export interface SessionTab {
  /** What stands in the address; '' for the first. */
  path: string;
  label: string;
  tab:
    | ComponentType<{ session: SessionDetails }>
    | LazyExoticComponent<ComponentType<{ session: SessionDetails }>>;
}

/** The sides of a session. Each but the first is loaded when it is opened. */
export const sessionTabs: readonly SessionTab[] = [
  { path: '', label: 'Conversation', tab: ConversationTab },
  {
    path: 'diff',
    label: 'Diff',
    tab: lazy(async () => ({ default: (await import('./diff/diff-tab.tsx')).DiffTab })),
  },
  {
    path: 'files',
    label: 'Files',
    tab: lazy(async () => ({ default: (await import('./files/files-tab.tsx')).FilesTab })),
  },
  {
    path: 'terminal',
    label: 'Terminal',
    tab: lazy(async () => ({ default: (await import('./terminal/terminal-tab.tsx')).TerminalTab })),
  },
  {
    path: 'logs',
    label: 'Logs',
    tab: lazy(async () => ({ default: (await import('./logs/logs-tab.tsx')).LogsTab })),
  },
  {
    path: 'network',
    label: 'Network',
    tab: lazy(async () => ({ default: (await import('./network/network-tab.tsx')).NetworkTab })),
  },
  {
    path: 'usage',
    label: 'Usage',
    tab: lazy(async () => ({ default: (await import('./usage/usage-tab.tsx')).UsageTab })),
  },
  {
    path: 'info',
    label: 'Info',
    tab: lazy(async () => ({ default: (await import('./info/info-tab.tsx')).InfoTab })),
  },
];

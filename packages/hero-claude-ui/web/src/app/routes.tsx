import {
  Activity,
  ChartNoAxesColumn,
  CircleHelp,
  CodeXml,
  FolderGit2,
  Inbox,
  LayoutGrid,
  Plug,
  Plus,
  ScrollText,
  Trash2,
} from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

type Nav = { label: string; icon: ComponentType<{ size?: number }>; group: 'work' | 'look' | 'set up' };

export interface RouteEntry {
  path: string;
  /** The title of the tab. */
  title: string;
  screen: ComponentType | LazyExoticComponent<ComponentType>;
  /** Its place in the navigation. */
  nav?: Nav;
}

function entry(path: string, nav: Nav, load: () => Promise<ComponentType>): RouteEntry {
  return { path, title: nav.label, nav, screen: lazy(async () => ({ default: await load() })) };
}

/** Every screen. Each is loaded when it is first opened. */
export const routes: readonly RouteEntry[] = [
  entry(
    '/',
    { label: 'Fleet', icon: LayoutGrid, group: 'work' },
    async () => (await import('../screens/fleet/fleet-screen.tsx')).FleetScreen,
  ),
  entry(
    '/inbox',
    { label: 'Inbox', icon: Inbox, group: 'work' },
    async () => (await import('../screens/inbox/inbox-screen.tsx')).InboxScreen,
  ),
  entry(
    '/new',
    { label: 'New session', icon: Plus, group: 'work' },
    async () => (await import('../screens/new-session/new-session-screen.tsx')).NewSessionScreen,
  ),
  {
    path: '/sessions/:sessionId/*?',
    title: 'Session',
    screen: lazy(async () => ({
      default: (await import('../screens/session/session-screen.tsx')).SessionScreen,
    })),
  },
  entry(
    '/repositories',
    { label: 'Repositories', icon: FolderGit2, group: 'look' },
    async () => (await import('../screens/repositories/repositories-screen.tsx')).RepositoriesScreen,
  ),
  entry(
    '/usage',
    { label: 'Usage', icon: ChartNoAxesColumn, group: 'look' },
    async () => (await import('../screens/usage/usage-screen.tsx')).UsageScreen,
  ),
  entry(
    '/log',
    { label: 'Operation log', icon: ScrollText, group: 'look' },
    async () => (await import('../screens/log/log-screen.tsx')).LogScreen,
  ),
  entry(
    '/trash',
    { label: 'Trash', icon: Trash2, group: 'look' },
    async () => (await import('../screens/trash/trash-screen.tsx')).TrashScreen,
  ),
  entry(
    '/mcp',
    { label: 'MCP', icon: Plug, group: 'set up' },
    async () => (await import('../screens/mcp/mcp-screen.tsx')).McpScreen,
  ),
  entry(
    '/api',
    { label: 'API', icon: CodeXml, group: 'set up' },
    async () => (await import('../screens/api/api-screen.tsx')).ApiScreen,
  ),
  entry(
    '/settings',
    { label: 'Settings and doctor', icon: Activity, group: 'set up' },
    async () => (await import('../screens/settings/settings-screen.tsx')).SettingsScreen,
  ),
  entry(
    '/help',
    { label: 'Help', icon: CircleHelp, group: 'set up' },
    async () => (await import('../screens/help/help-screen.tsx')).HelpScreen,
  ),
];

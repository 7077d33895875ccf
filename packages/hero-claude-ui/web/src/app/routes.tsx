import { LayoutGrid } from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface RouteEntry {
  path: string;
  /** The title of the tab. */
  title: string;
  screen: ComponentType | LazyExoticComponent<ComponentType>;
  /** Its place in the navigation. */
  nav?: { label: string; icon: ComponentType<{ size?: number }>; group: 'work' | 'look' | 'set up' };
}

/** Every screen. Each is loaded when it is first opened. */
export const routes: readonly RouteEntry[] = [
  {
    path: '/',
    title: 'Fleet',
    screen: lazy(async () => ({ default: (await import('../screens/fleet/fleet-screen.tsx')).FleetScreen })),
    nav: { label: 'Fleet', icon: LayoutGrid, group: 'work' },
  },
  {
    path: '/sessions/:sessionId/*?',
    title: 'Session',
    screen: lazy(async () => ({
      default: (await import('../screens/session/session-screen.tsx')).SessionScreen,
    })),
  },
];

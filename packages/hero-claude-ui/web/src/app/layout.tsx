import { type ReactNode, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { classNames } from '../ui/class-names.ts';
import { Loading } from '../ui/spinner.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { GlobalKeys } from './global-keys.tsx';
import styles from './layout.module.css';
import { Sidebar } from './sidebar.tsx';
import { isEmbedded } from './theme.tsx';

/** Navigation beside the screen; below it where the window is narrow, and none inside a shell that has its own. */
export function Layout({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const openPalette = () => setPaletteOpen(true);
  return (
    <div className={classNames(styles['layout'], isEmbedded && styles['embedded'])}>
      <a
        className={styles['skip']}
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to content
      </a>
      {!isEmbedded && <Sidebar onGoTo={openPalette} />}
      <div className={styles['main']}>
        <ConnectionBanner />
        <main id="main" className={styles['content']} tabIndex={0}>
          <ErrorBoundary resetKey={path}>
            <Suspense fallback={<Loading what="the page" />}>{children}</Suspense>
          </ErrorBoundary>
        </main>
      </div>
      {!isEmbedded && <BottomBar onGoTo={openPalette} />}
      <GlobalKeys />
      <CommandPalette open={isPaletteOpen} onOpen={setPaletteOpen} />
    </div>
  );
}

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';

export interface Theme {
  choice: ThemeChoice;
  choose: (choice: ThemeChoice) => void;
  /** What is shown. */
  shown: 'light' | 'dark';
}

const ThemeContext = createContext<Theme | undefined>(undefined);
const storageKey = 'hero-claude-theme';
const darkQuery = matchMedia('(prefers-color-scheme: dark)');

function isChoice(value: unknown): value is ThemeChoice {
  return value === 'system' || value === 'light' || value === 'dark';
}

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return isChoice(stored) ? stored : 'system';
}

/** The shell around an embedded page decides, which the security policy lets be of this origin only. */
function useShellTheme(choose: (choice: ThemeChoice) => void): void {
  useEffect(() => {
    const hear = ({ data, origin, source }: MessageEvent<unknown>): void => {
      if (origin !== location.origin || source !== window.parent) return;
      const message = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
      if (message['type'] === 'hero:theme' && isChoice(message['theme'])) choose(message['theme']);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [choose]);
}

function useSystemDark(): boolean {
  const [dark, setDark] = useState(darkQuery.matches);
  useEffect(() => {
    const hear = (): void => setDark(darkQuery.matches);
    darkQuery.addEventListener('change', hear);
    return () => darkQuery.removeEventListener('change', hear);
  }, []);
  return dark;
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState(storedChoice);
  const systemDark = useSystemDark();
  useShellTheme(setChoice);
  const shown = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
  useEffect(() => {
    document.documentElement.dataset['theme'] = shown;
  }, [shown]);
  const theme = useMemo<Theme>(
    () => ({
      choice,
      shown,
      choose(next) {
        localStorage.setItem(storageKey, next);
        setChoice(next);
      },
    }),
    [choice, shown],
  );
  return <ThemeContext value={theme}>{children}</ThemeContext>;
}

export function useTheme(): Theme {
  const theme = useContext(ThemeContext);
  if (theme === undefined) throw new Error('useTheme needs a ThemeProvider above it');
  return theme;
}

/** Whether the page stands in another one, which has navigation of its own. */
export const isEmbedded = new URLSearchParams(location.search).get('embedded') === '1';

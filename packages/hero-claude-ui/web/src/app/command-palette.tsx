import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { fuzzyFilter } from '../data/fuzzy.ts';
import { useRpc } from '../data/rpc-query.ts';
import { useSessions } from '../data/sessions.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import styles from './command-palette.module.css';
import { navigate } from './hash-location.ts';
import { routes } from './routes.tsx';
import { useTheme } from './theme.tsx';

interface Command {
  key: string;
  label: string;
  kind: string;
  run: () => void;
}

const atMost = 50;

function useCommands(): Command[] {
  const { data: sessions } = useSessions();
  const { data: repos } = useRpc('repo.list', {});
  const { shown, choose } = useTheme();
  const pages = routes.flatMap(({ path, nav }) =>
    nav === undefined ? [] : [{ key: path, label: nav.label, kind: 'page', run: () => navigate(path) }],
  );
  const other = shown === 'dark' ? 'light' : 'dark';
  return [
    ...(sessions ?? []).map(({ session_id, name, repos }) => ({
      key: session_id,
      label: `${name} (${repos.map((repo) => repo.name).join(', ')})`,
      kind: 'session',
      run: () => navigate(`/sessions/${session_id}`),
    })),
    ...pages,
    ...(repos ?? []).map(({ name }) => ({
      key: `new ${name}`,
      label: `New session in ${name}`,
      kind: 'command',
      run: () => navigate(`/new?repo=${encodeURIComponent(name)}`),
    })),
    { key: 'theme', label: `Use ${other} colours`, kind: 'command', run: () => choose(other) },
  ];
}

function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [index, setIndex] = useState(0);
  const listId = useId();
  const found = fuzzyFilter(useCommands(), typed, ({ label }) => label).slice(0, atMost);
  const active = Math.min(index, found.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const steer = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = (active + step + found.length) % Math.max(found.length, 1);
      setIndex(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[active]);
    }
  };
  return (
    <Dialog title="Go to" onClose={onClose}>
      <TextInput
        role="combobox"
        aria-label="Session, page or command"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${active}` : undefined}
        placeholder="Session, page or command"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setIndex(0);
        }}
        onKeyDown={steer}
      />
      <div id={listId} role="listbox" aria-label="Found" className={styles['list']}>
        {found.map((command, at) => (
          <div
            key={command.key}
            id={`${listId}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            className={styles['item']}
            onMouseMove={() => setIndex(at)}
            onClick={() => run(command)}
            onKeyDown={steer}
          >
            <span className={styles['label']}>{command.label}</span>
            <span className={styles['kind']}>{command.kind}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p>Nothing is called like that.</p>}
    </Dialog>
  );
}

export interface CommandPaletteProps {
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** Opens and closes with Ctrl+K or ⌘K, also while typing. */
export function CommandPalette({ open, onOpen }: CommandPaletteProps) {
  useEffect(() => {
    const hear = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      onOpen(!open);
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, [open, onOpen]);
  return open ? <Palette onClose={() => onOpen(false)} /> : null;
}

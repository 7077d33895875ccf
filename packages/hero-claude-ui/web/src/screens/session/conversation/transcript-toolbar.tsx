import { ChevronDown, ChevronUp, CircleAlert, Copy, FilePenLine, MessageSquare, Search } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { searchKeyHint } from '../../../ui/search-input.tsx';
import type { Mark } from '../transcript/marks.ts';
import styles from './transcript-toolbar.module.css';
import type { Find } from './use-find.ts';

export interface TranscriptToolbarProps {
  find: Find;
  onJump: (mark: Mark, direction: 1 | -1) => void;
  onCopy: () => void;
  /** What is going on, at the beginning of the bar. */
  children: ReactNode;
}

const jumps: readonly { mark: Mark; label: string; icon: ReactNode }[] = [
  { mark: 'mine', label: 'Your messages', icon: <MessageSquare size={14} /> },
  { mark: 'edit', label: 'Edits', icon: <FilePenLine size={14} /> },
  { mark: 'error', label: 'Errors', icon: <CircleAlert size={14} /> },
];

/** Searching, jumping and copying. */
export function TranscriptToolbar({ find, onJump, onCopy, children }: TranscriptToolbarProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const { search, setSearch, hits, earlier, at, step } = find;
  const nothing = hits.length === 0 && earlier === 0;
  return (
    <div className={styles['bar']}>
      <div className={styles['status']}>{children}</div>
      <div className={styles['jumps']}>
        {jumps.map(({ mark, label, icon }) => (
          <IconButton
            key={mark}
            small
            label={`${label}: the one before; with Shift the next`}
            onClick={(event) => onJump(mark, event.shiftKey ? 1 : -1)}
          >
            {icon}
          </IconButton>
        ))}
        <IconButton small label="Copy the conversation as Markdown" onClick={onCopy}>
          <Copy size={14} />
        </IconButton>
      </div>
      <div className={styles['search']}>
        <Search size={14} aria-hidden="true" />
        <input
          ref={field}
          type="search"
          aria-label="Search in the conversation"
          placeholder={`Search${searchKeyHint}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') step(event.shiftKey ? 1 : -1);
            if (event.key === 'Escape') {
              setSearch('');
              field.current?.blur();
            }
          }}
        />
        {search.length > 1 && (
          <>
            <span className={styles['count']} role="status">
              {nothing ? 'none' : `${at === null ? '–' : at + 1} of ${hits.length}`}
              {earlier > 0 && `, ${earlier} further up`}
            </span>
            <IconButton small label="Hit before" disabled={nothing} onClick={() => step(-1)}>
              <ChevronUp size={14} />
            </IconButton>
            <IconButton small label="Next hit" disabled={nothing} onClick={() => step(1)}>
              <ChevronDown size={14} />
            </IconButton>
          </>
        )}
      </div>
    </div>
  );
}

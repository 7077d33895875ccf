import type { FileEntry } from 'hero-claude-sdk';
import { RpcCallError } from 'hero-claude-sdk';
import { File, FileQuestion, Folder, Link2 } from 'lucide-react';
import { useState } from 'react';
import { useRpc } from '../../../data/rpc-query.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { bytes } from '../../../ui/numbers.ts';
import { Loading } from '../../../ui/spinner.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import type { FilePlace } from './file-address.ts';
import { FileContentView } from './file-content.tsx';
import styles from './files-tab.module.css';

const icons = { file: File, directory: Folder, link: Link2, other: FileQuestion };
const pageLength = 500;

export interface FolderListProps {
  sessionId: string;
  place: FilePlace;
  onOpen: (entry: FileEntry) => void;
}

/** What a folder holds: folders first. */
export function FolderList({ sessionId, place, onOpen }: FolderListProps) {
  const [after, setAfter] = useState<number | undefined>();
  const params = { session_id: sessionId, repo: place.repo, path: place.names.join('/'), limit: pageLength };
  const list = useRpc('session.files', after === undefined ? params : { ...params, after });
  if (list.isPending) return <Loading what="the folder" />;
  if (list.isError) {
    const isFile = list.error instanceof RpcCallError && list.error.kind === 'file.not_directory';
    if (isFile) return <FileContentView sessionId={sessionId} place={place} entry={null} />;
    return <ErrorNotice error={list.error} />;
  }
  const { entries, next } = list.data;
  const sorted = entries.toSorted((a, b) => Number(b.type === 'directory') - Number(a.type === 'directory'));
  if (entries.length === 0)
    return <EmptyState title="This folder is empty">Nothing is in it now.</EmptyState>;
  return (
    <div className={styles['scroll']}>
      <ul className={styles['entries']}>
        {sorted.map((entry) => (
          <Entry key={entry.name_base64 ?? entry.name} entry={entry} onOpen={onOpen} />
        ))}
      </ul>
      {(next !== null || after !== undefined) && (
        <div className={styles['pages']}>
          {after !== undefined && (
            <Button small onClick={() => setAfter(undefined)}>
              From the beginning
            </Button>
          )}
          {next !== null && (
            <Button small onClick={() => setAfter(next)}>
              More
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Entry({ entry, onOpen }: { entry: FileEntry; onOpen: (entry: FileEntry) => void }) {
  const Icon = icons[entry.type];
  // Names that are no text cannot stand in an address, and devices have nothing to show.
  const disabled = entry.type === 'other' || entry.name_base64 !== undefined;
  return (
    <li>
      <button type="button" className={styles['entry']} disabled={disabled} onClick={() => onOpen(entry)}>
        <Icon size={15} aria-label={entry.type} />
        <span className={styles['name']}>{visibleLine(entry.name)}</span>
        {entry.type === 'file' && <span className={styles['size']}>{bytes(entry.size)}</span>}
        <span className={styles['when']}>
          <TimeAgo at={entry.modified_at} />
        </span>
      </button>
    </li>
  );
}

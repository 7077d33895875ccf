import type { FileEntry, SessionDetails } from 'hero-claude-sdk';
import { useState } from 'react';
import { hrefOf, useHashPath } from '../../../app/hash-location.ts';
import { Select } from '../../../ui/field.tsx';
import { useNavigateTo } from '../navigate-to.ts';
import { visibleLine } from '../safe/visible-text.ts';
import { type FilePlace, placeAddress, readPlace } from './file-address.ts';
import { FileContentView } from './file-content.tsx';
import styles from './files-tab.module.css';
import { FolderList } from './folder-list.tsx';

/** The files of the session copy, as they are now in its container. */
export function FilesTab({ session }: { session: SessionDetails }) {
  const { session_id, repos } = session;
  // As it stands in the address: what the router gives has been decoded once too often.
  const [path] = useHashPath();
  const place = readPlace(path.replace(/^\/sessions\/[^/]*\/files\/?/, ''), repos[0]?.name ?? '');
  const [opened, setOpened] = useState<{ key: string; entry: FileEntry } | null>(null);
  const go = useNavigateTo();
  const key = placeAddress(session_id, place);
  // The list of a folder says what its entries are; by an address alone it is found out by asking for a folder.
  const isFile = opened?.key === key && opened.entry.type !== 'directory';
  const open = (entry: FileEntry): void => {
    const next = placeAddress(session_id, { ...place, names: [...place.names, entry.name] });
    setOpened({ key: next, entry });
    go(next);
  };
  return (
    <div className={styles['tab']}>
      <div className={styles['bar']}>
        {repos.length > 1 && (
          <Select
            aria-label="Repository"
            value={place.repo}
            onChange={(event) => go(placeAddress(session_id, { repo: event.target.value, names: [] }))}
          >
            {repos.map(({ name }) => (
              <option key={name} value={name}>
                {visibleLine(name)}
              </option>
            ))}
          </Select>
        )}
        <Crumbs sessionId={session_id} place={place} />
      </div>
      {isFile ? (
        <FileContentView key={key} sessionId={session_id} place={place} entry={opened.entry} />
      ) : (
        <FolderList key={key} sessionId={session_id} place={place} onOpen={open} />
      )}
    </div>
  );
}

function Crumbs({ sessionId, place: { repo, names } }: { sessionId: string; place: FilePlace }) {
  return (
    <nav className={styles['crumbs']} aria-label="Folder">
      {[repo, ...names].map((name, index) => {
        const last = index === names.length;
        const href = hrefOf(placeAddress(sessionId, { repo, names: names.slice(0, index) }));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the path is what it is
          <span key={index}>
            {last ? <b>{visibleLine(name)}</b> : <a href={href}>{visibleLine(name)}</a>}
            {!last && ' / '}
          </span>
        );
      })}
    </nav>
  );
}

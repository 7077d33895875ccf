import { Paperclip } from 'lucide-react';
import { bytes } from '../../../ui/numbers.ts';
import { visibleLine } from '../safe/visible-text.ts';
import type { AttachedFile } from '../transcript/attached-files.ts';
import styles from './file-list.module.css';

/** The files that went with a prompt. */
export function FileList({ files }: { files: readonly AttachedFile[] }) {
  if (files.length === 0) return null;
  return (
    <ul className={styles['files']} aria-label="Attached files">
      {files.map(({ path, name, size }) => (
        <li key={path} title={visibleLine(path)}>
          <Paperclip size={12} aria-hidden="true" />
          <span>{visibleLine(name)}</span>
          <small>{bytes(size)}</small>
        </li>
      ))}
    </ul>
  );
}

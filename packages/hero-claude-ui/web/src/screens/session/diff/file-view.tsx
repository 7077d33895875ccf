import type { DiffFile } from 'hero-claude-sdk';
import { ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { Checkbox } from '../../../ui/field.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import { FileLines } from './file-lines.tsx';
import styles from './file-view.module.css';
import type { Review } from './use-review.ts';

/** Files longer than this are opened by hand. */
const longLines = 800;

const words: Record<DiffFile['status'], string> = {
  added: 'new',
  modified: '',
  deleted: 'deleted',
  renamed: 'renamed',
  copied: 'copied',
  type_changed: 'type changed',
};

export interface FileViewProps {
  repo: string;
  file: DiffFile;
  split: boolean;
  review: Review;
}

/** One changed file. Looked at, it folds away. */
export const FileView = memo(function FileView({ repo, file, split, review }: FileViewProps) {
  const viewed = review.isViewed(repo, file);
  const [turned, setTurned] = useState<boolean | null>(null);
  const open = turned ?? (!viewed && file.additions + file.deletions <= longLines);
  const hint = noLines(file);
  return (
    <section className={styles['file']} id={fileAnchor(repo, file.path)}>
      <header className={styles['head']}>
        <button
          type="button"
          className={styles['turn']}
          aria-expanded={open}
          onClick={() => setTurned(!open)}
        >
          <ChevronRight size={14} aria-hidden="true" />
          <span className={styles['path']}>
            {file.old_path !== undefined && (
              <span className={styles['old']}>{visibleLine(file.old_path)} → </span>
            )}
            {visibleLine(file.path)}
          </span>
        </button>
        {words[file.status] !== '' && <span className={styles['status']}>{words[file.status]}</span>}
        <Counts file={file} />
        <Checkbox
          checked={viewed}
          onChange={(on) => {
            review.setViewed(repo, file, on);
            setTurned(null);
          }}
        >
          Viewed
        </Checkbox>
      </header>
      {open && hint !== null && <p className={styles['hint']}>{hint}</p>}
      {open && file.patch !== undefined && (
        <FileLines repo={repo} file={file} split={split} review={review} />
      )}
      {open && file.truncated && (
        <p className={styles['hint']}>The change is longer than what is shown here.</p>
      )}
    </section>
  );
});

export function fileAnchor(repo: string, path: string): string {
  return `diff-${encodeURIComponent(repo)}-${encodeURIComponent(path)}`;
}

export function Counts({ file }: { file: Pick<DiffFile, 'additions' | 'deletions'> }) {
  return (
    <span className={styles['counts']}>
      <span className={classNames(file.additions > 0 && styles['added'])}>+{file.additions}</span>{' '}
      <span className={classNames(file.deletions > 0 && styles['removed'])}>−{file.deletions}</span>
    </span>
  );
}

function noLines({ binary, patch, status, old_mode, new_mode }: DiffFile): string | null {
  if (binary) return 'A binary file: its content is not shown.';
  if (patch !== undefined && patch !== '') return null;
  if (old_mode !== new_mode && status === 'modified') return `Mode changed from ${old_mode} to ${new_mode}.`;
  return status === 'renamed' ? 'Renamed, nothing else.' : 'An empty file.';
}

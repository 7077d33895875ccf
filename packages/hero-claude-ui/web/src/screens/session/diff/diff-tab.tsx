import type { RepoDiff, SessionDetails } from 'hero-claude-sdk';
import { RefreshCw } from 'lucide-react';
import { useMemo } from 'react';
import { Button, IconButton } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { Loading } from '../../../ui/spinner.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import { CommitList } from './commit-list.tsx';
import styles from './diff-tab.module.css';
import { Counts, FileView, fileAnchor } from './file-view.tsx';
import { SendComments } from './send-comments.tsx';
import { useStored } from './stored-state.ts';
import { useDiff } from './use-diff.ts';
import { type Review, useReview } from './use-review.ts';

/** What the agent changed, to be read, marked and commented on. */
export function DiffTab({ session }: { session: SessionDetails }) {
  const { session_id } = session;
  const { query, loadMore, loadingMore } = useDiff(session);
  const review = useReview(session_id);
  const [layout, setLayout] = useStored<'split' | 'unified'>('hero-claude-diff-layout', 'unified');
  const wide = useMemo(() => matchMedia('(width > 900px)').matches, []);
  if (query.isPending) return <Loading what="the changes" />;
  const repos = query.data ?? [];
  const files = repos.reduce((sum, repo) => sum + repo.files_changed, 0);
  const total = {
    additions: repos.reduce((sum, repo) => sum + repo.additions, 0),
    deletions: repos.reduce((sum, repo) => sum + repo.deletions, 0),
  };
  return (
    <div className={styles['tab']}>
      <div className={styles['bar']}>
        <p>
          {query.isSuccess && (
            <>
              {files} {files === 1 ? 'file' : 'files'} changed <Counts file={total} />
            </>
          )}
          {files > 0 && <span className={styles['viewed']}>{viewedCount(repos, review)} viewed</span>}
          {files > 0 && <span className={styles['touch']}>Tap the number of a line to comment on it</span>}
        </p>
        {wide && (
          <div className={styles['layouts']} role="group" aria-label="Layout">
            {(['unified', 'split'] as const).map((each) => (
              <Button
                key={each}
                small
                kind="ghost"
                aria-pressed={layout === each}
                className={classNames(layout === each && styles['chosen'])}
                onClick={() => setLayout(() => each)}
              >
                {each === 'unified' ? 'Unified' : 'Split'}
              </Button>
            ))}
          </div>
        )}
        <IconButton
          small
          label="Read the changes again"
          busy={query.isFetching}
          onClick={() => void query.refetch()}
        >
          <RefreshCw size={14} />
        </IconButton>
      </div>
      <div className={styles['body']}>
        {files > 0 && <FileIndex repos={repos} review={review} />}
        <div className={styles['files']}>
          {query.isError && <ErrorNotice error={query.error} />}
          {query.isSuccess && files === 0 && (
            <EmptyState title="Nothing has changed yet">
              What the agent changes is shown here, committed or not.
            </EmptyState>
          )}
          {repos.map((repo) => (
            <section key={repo.name}>
              <div className={styles['repo']}>
                <h2>{visibleLine(repo.name)}</h2>
                <CommitList sessionId={session_id} repo={repo.name} />
              </div>
              {repo.files.map((file) => (
                <FileView
                  key={file.path}
                  repo={repo.name}
                  file={file}
                  split={wide && layout === 'split'}
                  review={review}
                />
              ))}
              {repo.next !== null && (
                <Button small busy={loadingMore === repo.name} onClick={() => void loadMore(repo)}>
                  More files ({repo.files_changed - repo.files.length})
                </Button>
              )}
            </section>
          ))}
        </div>
      </div>
      <SendComments session={session} review={review} />
    </div>
  );
}

function viewedCount(repos: readonly RepoDiff[], review: Review): number {
  return repos.flatMap(({ name, files }) => files.filter((file) => review.isViewed(name, file))).length;
}

/** The files by name, to go to. */
function FileIndex({ repos, review }: { repos: readonly RepoDiff[]; review: Review }) {
  return (
    <nav className={styles['index']} aria-label="Changed files">
      {repos.map(({ name, files }) => (
        <ul key={name}>
          {files.map((file) => (
            <li key={file.path}>
              <button
                type="button"
                className={classNames(styles['entry'], review.isViewed(name, file) && styles['seen'])}
                title={visibleLine(`${name}/${file.path}`)}
                onClick={() => document.getElementById(fileAnchor(name, file.path))?.scrollIntoView()}
              >
                <span>{visibleLine(file.path)}</span>
                {review.commentsOn(name, file.path).length > 0 && (
                  <b>{review.commentsOn(name, file.path).length}</b>
                )}
              </button>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

import { useRpc } from '../../../data/rpc-query.ts';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { visibleLine, visibleText } from '../safe/visible-text.ts';
import styles from './commit-list.module.css';
import { Counts } from './file-view.tsx';

/** What the agent has committed in one repository, and what it has not. */
export function CommitList({ sessionId, repo }: { sessionId: string; repo: string }) {
  const { data } = useRpc('session.commits', { session_id: sessionId, repo });
  const [commits] = data ?? [];
  if (commits === undefined) return null;
  const { commits: list, uncommitted_files } = commits;
  const words = [
    list.length === 1 ? '1 commit' : `${list.length}${commits.next === null ? '' : '+'} commits`,
    uncommitted_files > 0 && `${uncommitted_files} uncommitted ${uncommitted_files === 1 ? 'file' : 'files'}`,
  ].filter((word) => word !== false);
  if (list.length === 0) return <p className={styles['words']}>{words.join(' · ')}</p>;
  return (
    <details className={styles['commits']}>
      <summary>{words.join(' · ')}</summary>
      <ol>
        {list.map((commit) => (
          <li key={commit.sha}>
            <code>{commit.sha.slice(0, 8)}</code>
            <span className={styles['subject']} title={visibleText(commit.body)}>
              {visibleLine(commit.subject)}
            </span>
            <Counts file={commit} />
            <span className={styles['when']}>
              {visibleLine(commit.author)}, <TimeAgo at={commit.date} />
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

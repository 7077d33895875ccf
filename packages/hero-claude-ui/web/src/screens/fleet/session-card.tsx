import type { ListedSession } from 'hero-claude-sdk';
import { FolderGit2, GitBranch, GitPullRequest, ListChecks } from 'lucide-react';
import { hrefOf } from '../../app/hash-location.ts';
import { SessionActions } from '../../session/session-actions.tsx';
import { StateBadge } from '../../session/state-badge.tsx';
import { stateWords } from '../../session/state-words.ts';
import { classNames } from '../../ui/class-names.ts';
import { dollars } from '../../ui/numbers.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { visibleLine } from '../session/safe/visible-text.ts';
import styles from './session-card.module.css';

export interface SessionCardProps {
  session: ListedSession;
  /** What the agent did last, when that was seen to happen. */
  words: string | undefined;
  selected: boolean;
  onSelect: (selected: boolean) => void;
}

function costTitle({ equivalent, budget_usd }: ListedSession['money']): string {
  const what = equivalent ? 'A subscription pays; this is the list price' : 'At list price';
  return budget_usd === null ? what : `${what}, of a budget of ${dollars(budget_usd)}`;
}

function Facts({ session }: { session: ListedSession }) {
  const { activity, repos, money } = session;
  const delivered = repos.reduce((sum, { delivery }) => sum + (delivery?.commits ?? 0), 0);
  return (
    <div className={styles['row']}>
      {activity.todos_total > 0 && (
        <span title={activity.doing ?? 'The todo list of the agent'}>
          <ListChecks size={13} aria-hidden="true" /> {activity.todos_done}/{activity.todos_total}
        </span>
      )}
      {money.cost_usd > 0 && <span title={costTitle(money)}>{dollars(money.cost_usd)}</span>}
      {delivered > 0 && (
        <span>
          <GitPullRequest size={13} aria-hidden="true" /> {delivered} {delivered === 1 ? 'commit' : 'commits'}{' '}
          delivered
        </span>
      )}
      {Object.entries(session.labels).map(([name, value]) => (
        <span key={name}>{value === '' ? name : `${name}=${value}`}</span>
      ))}
    </div>
  );
}

export function SessionCard({ session, words, selected, onSelect }: SessionCardProps) {
  const { session_id, name, task, repos, activity, problem } = session;
  const { reason, since } = stateWords(session);
  const line = words ?? activity.doing ?? activity.said?.split('\n', 1)[0];
  return (
    <article className={classNames(styles['card'], selected && styles['selected'])} data-card={session_id}>
      <div className={styles['top']}>
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={(event) => onSelect(event.target.checked)}
        />
        <a className={styles['name']} href={hrefOf(`/sessions/${session_id}`)}>
          {name}
        </a>
      </div>
      {task !== name && <p className={styles['clip']}>{task}</p>}
      <div className={styles['row']}>
        <span>
          <FolderGit2 size={13} aria-hidden="true" /> {repos.map((repo) => repo.name).join(', ')}
        </span>
        <span title="Branch">
          <GitBranch size={13} aria-hidden="true" /> {repos[0]?.branch}
        </span>
      </div>
      {line !== undefined && <div className={styles['line']}>{visibleLine(line)}</div>}
      {problem !== null && <div className={styles['problem']}>{problem.message}</div>}
      <Facts session={session} />
      <div className={styles['row']}>
        <StateBadge session={session} />
        {reason !== undefined && <span>{reason}</span>}
        {since !== undefined && <TimeAgo at={since} suffix="" />}
        <div className={styles['actions']}>
          <SessionActions session={session} small />
        </div>
      </div>
    </article>
  );
}

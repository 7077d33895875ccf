import type { ListedSession } from 'hero-claude-sdk';
import { FileDiff, FolderGit2, GitBranch, GitPullRequest, ListChecks } from 'lucide-react';
import { memo } from 'react';
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
  onSelect: (sessionId: string, selected: boolean) => void;
}

function costTitle({ equivalent, budget_usd }: ListedSession['money']): string {
  const what = equivalent ? 'A subscription pays; this is the list price' : 'At list price';
  return budget_usd === null ? what : `${what}, of a budget of ${dollars(budget_usd)}`;
}

function DiffSize({ size }: { size: NonNullable<ListedSession['diff_size']> }) {
  const { files_changed, additions, deletions } = size;
  if (files_changed === 0) return null;
  return (
    <span title={`${files_changed} ${files_changed === 1 ? 'file' : 'files'} changed`}>
      <FileDiff size={13} aria-hidden="true" /> {files_changed}{' '}
      <ins className={styles['more']}>+{additions}</ins> <del className={styles['less']}>−{deletions}</del>
    </span>
  );
}

function Facts({ session }: { session: ListedSession }) {
  const { activity, repos, money, labels } = session;
  const delivered = repos.reduce((sum, { delivery }) => sum + (delivery?.commits ?? 0), 0);
  return (
    <div className={styles['facts']}>
      {activity.todos_total > 0 && (
        <span title={activity.doing ?? 'The todo list of the agent'}>
          <ListChecks size={13} aria-hidden="true" /> {activity.todos_done}/{activity.todos_total}
        </span>
      )}
      {session.diff_size !== null && <DiffSize size={session.diff_size} />}
      {money.cost_usd > 0 && <span title={costTitle(money)}>{dollars(money.cost_usd)}</span>}
      {delivered > 0 && (
        <span>
          <GitPullRequest size={13} aria-hidden="true" /> {delivered} {delivered === 1 ? 'commit' : 'commits'}{' '}
          delivered
        </span>
      )}
      {Object.entries(labels).map(([name, value]) => (
        <span key={name} className={styles['label']} title={`${name}=${value}`}>
          {value === '' ? name : `${name}=${value}`}
        </span>
      ))}
    </div>
  );
}

function Where({ repos }: Pick<ListedSession, 'repos'>) {
  const names = repos.map(({ name }) => name).join(', ');
  const branch = repos[0]?.branch ?? '';
  return (
    <div className={styles['where']}>
      <span title={names}>
        <FolderGit2 size={13} aria-hidden="true" /> {names}
      </span>
      <span title={`Branch ${branch}`}>
        <GitBranch size={13} aria-hidden="true" /> {branch}
      </span>
    </div>
  );
}

/** Drawn again only when something of it changed: agents that write fast change one card at a time. */
export const SessionCard = memo(function SessionCard(props: SessionCardProps) {
  const { session, words, selected, onSelect } = props;
  const { session_id, name, task, repos, activity, problem } = session;
  const { reason, since } = stateWords(session);
  const line = words ?? activity.doing ?? activity.said?.split('\n', 1)[0];
  return (
    <article className={classNames(styles['card'], selected && styles['selected'])} data-card={session_id}>
      <div className={styles['top']}>
        <label className={styles['pick']}>
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={selected}
            onChange={(event) => onSelect(session_id, event.target.checked)}
          />
        </label>
        <a className={styles['name']} title={name} href={hrefOf(`/sessions/${session_id}`)}>
          {name}
        </a>
        <StateBadge session={session} />
      </div>
      {task !== name && <p className={styles['clip']}>{task}</p>}
      <Where repos={repos} />
      {line !== undefined && <div className={styles['line']}>{visibleLine(line.replaceAll('**', ''))}</div>}
      {problem !== null && <div className={styles['problem']}>{problem.message}</div>}
      <Facts session={session} />
      <div className={styles['foot']}>
        <span className={styles['state']} title={reason}>
          {since !== undefined && (
            <>
              for <TimeAgo at={since} suffix="" />
            </>
          )}
          {reason !== undefined && ` · ${reason}`}
        </span>
        <div className={styles['actions']}>
          <SessionActions session={session} small />
        </div>
      </div>
    </article>
  );
});

import type { Session } from 'hero-claude-sdk';
import { hrefOf } from '../../app/hash-location.ts';
import { StateBadge } from '../../session/state-badge.tsx';
import styles from './session-card.module.css';

export function SessionCard({ session }: { session: Session }) {
  return (
    <article className={styles['card']}>
      <a className={styles['name']} href={hrefOf(`/sessions/${session.session_id}`)}>
        {session.name}
      </a>
      <div className={styles['quiet']}>{session.repos.map(({ name }) => name).join(', ')}</div>
      <div>
        <StateBadge session={session} />
      </div>
    </article>
  );
}

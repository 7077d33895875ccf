import type { SessionDetails } from 'hero-claude-sdk';
import { ArrowLeft, GitBranch } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { hrefOf } from '../../app/hash-location.ts';
import { SessionActions } from '../../session/session-actions.tsx';
import { StateBadge } from '../../session/state-badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { visibleLine } from './safe/visible-text.ts';
import { SessionCost } from './session-cost.tsx';
import styles from './session-header.module.css';
import { SessionName } from './session-name.tsx';
import { sessionTabs } from './session-tabs.tsx';

/** Name, state and steps of a session, and its sides. */
export function SessionHeader({ session, tab }: { session: SessionDetails; tab: string }) {
  const tabs = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another place in the bar
  useLayoutEffect(() => {
    const chosen = tabs.current?.querySelector('[aria-current]');
    chosen?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [tab]);
  return (
    <header className={styles['header']}>
      <div className={styles['line']}>
        <a className={styles['back']} href={hrefOf('/')} aria-label="Back to the fleet">
          <ArrowLeft size={16} />
        </a>
        <SessionName session={session} />
        <StateBadge session={session} />
        <span className={styles['cost']}>
          <SessionCost session={session} />
        </span>
        <ul className={styles['repos']}>
          {session.repos.map(({ name, branch }) => (
            <li key={name} title={`${name} · ${branch}`}>
              {visibleLine(name)} <GitBranch size={12} aria-hidden="true" />{' '}
              <code>{visibleLine(branch)}</code>
            </li>
          ))}
        </ul>
        <div className={styles['actions']}>
          <SessionActions session={session} small />
        </div>
      </div>
      <nav ref={tabs} className={styles['tabs']} aria-label="Sides of the session">
        {sessionTabs.map(({ path, label }) => (
          <a
            key={path}
            href={hrefOf(`/sessions/${session.session_id}${path === '' ? '' : `/${path}`}`)}
            className={classNames(styles['tab'], path === tab && styles['chosen'])}
            aria-current={path === tab ? 'page' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
    </header>
  );
}

import type { SessionDetails } from 'hero-claude-sdk';
import { Notice } from '../../ui/notice.tsx';
import { CopyLine } from './info/copy-line.tsx';
import { deliveryWords } from './info/delivery-words.ts';
import { safeLink } from './safe/safe-link.ts';
import { visibleLine } from './safe/visible-text.ts';
import styles from './session-screen.module.css';

/** Where the work of a finished session has gone, repository by repository. */
export function DeliveredNotice({ session: { status, repos } }: { session: SessionDetails }) {
  const delivered = repos.flatMap(({ name, delivery }) => (delivery === null ? [] : [{ name, delivery }]));
  if (status !== 'completed' || delivered.length === 0) return null;
  return (
    <div className={styles['notices']}>
      <Notice kind={delivered.some(({ delivery }) => delivery.pushed) ? 'good' : 'info'}>
        {delivered.map(({ name, delivery }) => {
          const link = delivery.pr_url == null ? null : safeLink(delivery.pr_url);
          return (
            <div key={name}>
              {visibleLine(name)}: {deliveryWords(delivery)}
              {delivery.pushed && (
                <>
                  {' as '}
                  <CopyLine text={delivery.branch} what="the branch" />
                </>
              )}
              {link !== null && (
                <>
                  {', '}
                  <a href={link} target="_blank" rel="noopener noreferrer">
                    pull request
                  </a>
                </>
              )}
            </div>
          );
        })}
      </Notice>
    </div>
  );
}

import { Check } from 'lucide-react';
import { hrefOf } from '../../app/hash-location.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { bytes } from '../../ui/numbers.ts';
import { Spinner } from '../../ui/spinner.tsx';
import type { Launch } from './launch.ts';
import styles from './new-session.module.css';

/** How far the copy, the image and the start are. */
export function LaunchProgress({ launch }: { launch: Launch }) {
  const { state, steps, error, sessionId } = launch;
  if (state === 'idle') return null;
  return (
    <div role="status">
      <ol className={styles['steps']}>
        {steps.map(({ phase, percent, bytes: count }, index) => {
          const under = index === steps.length - 1 && state !== 'failed' && percent !== 100;
          return (
            <li key={phase}>
              {under ? <Spinner /> : <Check size={14} aria-hidden="true" />}
              <span className={styles['phase']}>{phase}</span>
              <span className={styles['quiet']}>{count === undefined ? '' : bytes(count)}</span>
              {under && percent !== undefined && <progress value={percent} max={100} aria-label={phase} />}
            </li>
          );
        })}
        {steps.length === 0 && state !== 'failed' && (
          <li>
            <Spinner />
            <span>{state === 'creating' ? 'Creating the session' : 'Starting the agent'}</span>
          </li>
        )}
      </ol>
      {error !== undefined && (
        <ErrorNotice
          error={error}
          actions={sessionId !== undefined && <a href={hrefOf(`/sessions/${sessionId}`)}>Open the session</a>}
        />
      )}
    </div>
  );
}

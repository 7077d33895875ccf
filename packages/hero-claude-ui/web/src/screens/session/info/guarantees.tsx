import type { CheckedGuarantee } from 'hero-claude-sdk';
import { useRpc } from '../../../data/rpc-query.ts';
import { Badge, type Tone } from '../../../ui/badge.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import styles from './guarantees.module.css';

const tones: Record<'ok' | 'warn' | 'fail', { tone: Tone; label: string }> = {
  ok: { tone: 'good', label: 'in force' },
  warn: { tone: 'warn', label: 'look at it' },
  fail: { tone: 'bad', label: 'not in force' },
};

const nowMs = 30_000;

/** What is promised of every session, and whether this installation keeps it just now. */
export function Guarantees() {
  const { data, error } = useRpc('server.guarantees', {}, { staleTime: nowMs });
  if (error !== null) return <ErrorNotice error={error} />;
  return (
    <ul className={styles['list']}>
      {data?.guarantees.map((guarantee) => (
        <Guarantee key={guarantee.id} guarantee={guarantee} />
      ))}
    </ul>
  );
}

function Guarantee({ guarantee: { promise, means, does_not_mean, now } }: { guarantee: CheckedGuarantee }) {
  const seen = now === null ? null : tones[now.status];
  return (
    <li>
      <details>
        <summary>
          <span>{promise}</span>
          {seen === null ? (
            <Badge title="Each test of it runs with every change of the program">tested</Badge>
          ) : (
            <Badge tone={seen.tone} title={now?.message}>
              {seen.label}
            </Badge>
          )}
        </summary>
        <p>{means}</p>
        <p>
          <b>It does not mean:</b> {does_not_mean}
        </p>
        {now !== null && now.status !== 'ok' && (
          <p>
            {now.message} {now.fix}
          </p>
        )}
      </details>
    </li>
  );
}

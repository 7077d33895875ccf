import { Check, CircleSlash, X } from 'lucide-react';
import { Spinner } from '../../../ui/spinner.tsx';
import { useNow } from '../../../ui/use-now.ts';
import type { ToolItem } from '../transcript/item.ts';
import styles from './tool-card.module.css';

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function elapsedText(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How a call ended and how long it took; while it runs, since when. */
export function ToolState({ item, waiting }: { item: ToolItem; waiting: boolean }) {
  if (waiting) return <span className={styles['waiting']}>waits for you</span>;
  if (item.state === 'running') return <Running since={item.at} />;
  const took = item.endedAt === null ? null : Date.parse(item.endedAt) - Date.parse(item.at);
  const exit = item.detail?.kind === 'shell' ? item.detail.exitCode : null;
  return (
    <span className={styles['state']}>
      {took !== null && took >= 100 && <span>{elapsedText(took)}</span>}
      {item.state === 'done' && <Check size={14} className={styles['good']} aria-label="done" />}
      {item.state === 'cut' && <CircleSlash size={14} aria-label="not finished" />}
      {item.state === 'failed' && (
        <span className={styles['bad']}>
          {exit === null ? 'failed' : `exit ${exit}`} <X size={14} aria-hidden="true" />
        </span>
      )}
    </span>
  );
}

function Running({ since }: { since: string }) {
  const elapsed = useNow() - Date.parse(since);
  return (
    <span className={styles['state']}>
      {elapsed > 10_000 && elapsedText(elapsed)}
      <Spinner />
      <span className="visually-hidden">running</span>
    </span>
  );
}

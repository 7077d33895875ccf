import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type ReactNode, type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { Row } from '../transcript/rows.ts';
import styles from './transcript-list.module.css';
import { TranscriptRow } from './transcript-row.tsx';
import { useStick } from './use-stick.ts';

export interface ListHandle {
  /** Brings a row into view. */
  show(index: number): void;
  /** The first row in view. */
  firstShown(): number;
  toEnd(): void;
}

export interface TranscriptListProps {
  ref?: Ref<ListHandle>;
  rows: readonly Row[];
  /** Grows with each change, also where the number of rows stays. */
  version: number;
  /** Number of the last line that was taken in. */
  lastSeq: number;
  hitKey: string | null;
  approvalFor: (row: Row) => ReactNode;
  onRaw: (seq: number) => void;
  /** The beginning came into view. */
  onTop: () => void;
  onStuck: (stuck: boolean) => void;
  footer: ReactNode;
}

/** The visible part of the rows, following the end until somebody looks elsewhere. */
export function TranscriptList(props: TranscriptListProps) {
  const { ref, rows, version, lastSeq, hitKey, approvalFor, onRaw, onTop, onStuck, footer } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { stuck, isStuck, stick, release } = useStick(scroller);
  const seen = useRef(lastSeq);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimates[rows[index]?.item.kind ?? 'text'],
    getItemKey: (index) => rows[index]?.item.key ?? index,
    overscan: 4,
    paddingStart: 12,
    // What is in view keeps its place when earlier rows come in front of it.
    anchorTo: 'end',
  });
  const shown = virtualizer.getVirtualItems();
  const first = shown[0];
  const size = virtualizer.getTotalSize();

  useLayoutEffect(() => {
    const element = scroller.current;
    if (isStuck() && element !== null) element.scrollTop = element.scrollHeight;
  }, [isStuck, size, version, footer]);
  useLayoutEffect(() => onStuck(stuck), [onStuck, stuck]);
  useLayoutEffect(() => {
    if (first?.index === 0 && !isStuck()) onTop();
  }, [first?.index, isStuck, onTop]);
  if (stuck) seen.current = lastSeq;

  useImperativeHandle(ref, () => ({
    show(index) {
      release();
      virtualizer.scrollToIndex(index, { align: 'center' });
    },
    firstShown: () => {
      const top = scroller.current?.scrollTop ?? 0;
      return virtualizer.getVirtualItems().find(({ end }) => end > top)?.index ?? 0;
    },
    toEnd: stick,
  }));

  const news = stuck ? 0 : rows.filter(({ item }) => item.seq > seen.current).length;
  return (
    <div className={styles['frame']}>
      <div className={styles['scroller']} ref={scroller} role="log" aria-label="Conversation" tabIndex={0}>
        <div>
          <div className={styles['space']} style={{ height: `${size}px` }}>
            <div className={styles['rows']} style={{ transform: `translateY(${first?.start ?? 0}px)` }}>
              {shown.map(({ index, key }) => {
                const row = rows[index];
                if (row === undefined) return null;
                return (
                  <div key={key} data-index={index} ref={virtualizer.measureElement}>
                    <TranscriptRow
                      item={row.item}
                      version={row.item.version}
                      depth={row.depth}
                      isHit={row.item.key === hitKey}
                      approval={approvalFor(row)}
                      onRaw={onRaw}
                    />
                  </div>
                );
              })}
            </div>
          </div>
          {footer}
        </div>
      </div>
      {!stuck && (
        <button type="button" className={styles['pill']} onClick={stick}>
          <ArrowDown size={14} aria-hidden="true" />
          {news > 0 ? `${news} new ${news === 1 ? 'line' : 'lines'}` : 'To the end'}
        </button>
      )}
    </div>
  );
}

const estimates: Record<Row['item']['kind'], number> = {
  prompt: 76,
  text: 60,
  thinking: 30,
  tool: 84,
  orphan: 40,
  result: 44,
  notice: 28,
  raw: 40,
};

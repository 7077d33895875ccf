import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { memo, useLayoutEffect, useRef } from 'react';
import listStyles from '../conversation/transcript-list.module.css';
import { useStick } from '../conversation/use-stick.ts';
import { AnsiText } from '../safe/ansi-text.tsx';
import styles from './log-lines.module.css';

const longest = 4_000;

/** Lines of a log, following its end until somebody scrolls up. */
export function LogLines({ lines }: { lines: readonly string[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { stuck, isStuck, stick } = useStick(scroller);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 23,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 8,
  });
  const size = virtualizer.getTotalSize();
  const shown = virtualizer.getVirtualItems();
  useLayoutEffect(() => {
    if (isStuck() && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [isStuck, size, lines]);
  return (
    <div className={listStyles['frame']}>
      <div className={styles['scroller']} ref={scroller} tabIndex={0} role="log" aria-label="Log">
        <div className={listStyles['space']} style={{ height: `${size}px` }}>
          <div className={listStyles['rows']} style={{ transform: `translateY(${shown[0]?.start ?? 0}px)` }}>
            {shown.map(({ index, key }) => (
              <div key={key} data-index={index} ref={virtualizer.measureElement}>
                <LogLine line={lines[index] ?? ''} />
              </div>
            ))}
          </div>
        </div>
      </div>
      {!stuck && (
        <button type="button" className={listStyles['pill']} onClick={stick}>
          <ArrowDown size={14} aria-hidden="true" /> To the end
        </button>
      )}
    </div>
  );
}

const LogLine = memo(function LogLine({ line }: { line: string }) {
  const rest = line.length - longest;
  return (
    <div className={styles['line']}>
      <AnsiText text={line.slice(0, longest)} />
      {rest > 0 && <span className={styles['rest']}> … {rest.toLocaleString('en')} more characters</span>}
    </div>
  );
});

import { ChevronRight } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { dollars } from '../../../ui/numbers.ts';
import { Clamped } from '../conversation/clamped.tsx';
import { useFold } from '../conversation/fold-store.tsx';
import { AnsiText } from '../safe/ansi-text.tsx';
import { Markdown } from '../safe/markdown.tsx';
import { visibleLine, visibleText } from '../safe/visible-text.ts';
import type {
  NoticeItem,
  OrphanItem,
  RawItem,
  ResultItem,
  TextItem,
  ThinkingItem,
} from '../transcript/item.ts';
import { CutNote } from './cut-note.tsx';
import styles from './small-cards.module.css';
import toolStyles from './tool-card.module.css';
import { elapsedText } from './tool-state.tsx';

/** What the model said. */
export function TextCard({ item }: { item: TextItem }) {
  return (
    <div className={classNames(styles['text'], item.failed && styles['danger'])}>
      <Markdown text={item.body.text} />
      <CutNote cut={item.body.cut} />
    </div>
  );
}

/** What the model thought: folded, as it was not meant for anybody. */
export function ThinkingCard({ item }: { item: ThinkingItem }) {
  const [open, turn] = useFold(item.key, false);
  const first = item.body.text.trim().split('\n', 1)[0] ?? '';
  return (
    <div className={styles['thinking']}>
      <button type="button" aria-expanded={open} onClick={turn}>
        <ChevronRight size={14} aria-hidden="true" />
        <span>Thinking</span>
        {!open && <span className={styles['first']}>{visibleLine(first)}</span>}
      </button>
      {open && <p>{visibleText(item.body.text)}</p>}
    </div>
  );
}

const looks = { Interrupted: 'cut', Failed: 'danger', Done: 'done' } as const;

/** How a turn ended. */
export function ResultLine({ item }: { item: ResultItem }) {
  const word = item.subtype === 'interrupted' ? 'Interrupted' : item.failed ? 'Failed' : 'Done';
  const facts = [
    item.durationMs !== null && elapsedText(item.durationMs),
    item.steps !== null && `${item.steps} ${item.steps === 1 ? 'step' : 'steps'}`,
    item.costUsd !== null && item.costUsd > 0 && dollars(item.costUsd),
    item.denials > 0 && `${item.denials} denied`,
  ].filter((fact) => fact !== false);
  return (
    <div className={classNames(styles['result'], styles[looks[word]])}>
      <div className={styles['rule']}>
        <strong>{word}</strong>
        <span>{facts.join(' · ')}</span>
      </div>
      {item.message !== null && <p>{visibleText(item.message)}</p>}
    </div>
  );
}

/** Something the machinery has to say. */
export function NoticeLine({ item }: { item: NoticeItem }) {
  return (
    <div className={classNames(styles['notice'], styles[item.tone])}>
      <span>{visibleLine(item.title)}</span>
      {item.body !== null && <pre>{visibleText(item.body)}</pre>}
    </div>
  );
}

/** A line as it is. */
export function RawCard({ item }: { item: RawItem }) {
  const [open, turn] = useFold(item.key, item.flaw !== null);
  return (
    <section className={toolStyles['card']}>
      <button type="button" className={toolStyles['head']} aria-expanded={open} onClick={turn}>
        <ChevronRight size={14} className={toolStyles['chevron']} aria-hidden="true" />
        <span className={toolStyles['summary']}>{visibleLine(item.title)}</span>
      </button>
      {open && (
        <div className={toolStyles['body']}>
          <Clamped foldKey={item.key} text={item.body.text} lines={20}>
            {(text) => <pre className={toolStyles['text']}>{visibleText(text)}</pre>}
          </Clamped>
          <CutNote cut={item.body.cut} />
        </div>
      )}
    </section>
  );
}

/** A result whose call is further up than what is loaded. */
export function OrphanCard({ item }: { item: OrphanItem }) {
  const [open, turn] = useFold(item.key, item.failed);
  return (
    <section className={classNames(toolStyles['card'], item.failed && toolStyles['failed'])}>
      <button type="button" className={toolStyles['head']} aria-expanded={open} onClick={turn}>
        <ChevronRight size={14} className={toolStyles['chevron']} aria-hidden="true" />
        <span className={toolStyles['summary']}>Result of an earlier call</span>
      </button>
      {open && (
        <Clamped foldKey={`${item.key}/text`} text={item.output.text} lines={14}>
          {(text) => (
            <pre className={toolStyles['text']}>
              <AnsiText text={text} />
            </pre>
          )}
        </Clamped>
      )}
    </section>
  );
}

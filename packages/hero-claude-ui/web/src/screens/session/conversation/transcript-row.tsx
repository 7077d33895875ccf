import { Copy, FileJson } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { PromptCard } from '../cards/prompt-card.tsx';
import {
  NoticeLine,
  OrphanCard,
  RawCard,
  ResultLine,
  TextCard,
  ThinkingCard,
} from '../cards/small-cards.tsx';
import { ToolCard } from '../cards/tool-card.tsx';
import type { Item } from '../transcript/item.ts';
import { itemToMarkdown } from '../transcript/to-markdown.ts';
import styles from './transcript-row.module.css';

export interface TranscriptRowProps {
  item: Item;
  /** The item changes in place; this tells when. */
  version: number;
  depth: number;
  isHit: boolean;
  approval: ReactNode;
  onRaw: (seq: number) => void;
}

/** One place of the transcript. */
export const TranscriptRow = memo(function TranscriptRow(props: TranscriptRowProps) {
  const { item, depth, isHit, onRaw } = props;
  return (
    <article
      className={classNames(styles['row'], isHit && styles['hit'], isBatched(item) && styles['batched'])}
      data-kind={item.kind}
      style={{ paddingLeft: `${depth * 20}px` }}
    >
      {depth > 0 && (
        <span className={styles['nested']} style={{ left: `${depth * 20 - 11}px` }} aria-hidden="true" />
      )}
      {firstOfBatch(item) !== null && <p className={styles['together']}>{firstOfBatch(item)} at once</p>}
      {cardOf(props)}
      <div className={styles['tools']}>
        <IconButton
          small
          label="Copy as Markdown"
          onClick={() => void navigator.clipboard.writeText(itemToMarkdown(item))}
        >
          <Copy size={13} />
        </IconButton>
        <IconButton small label="Show the raw line" onClick={() => onRaw(item.seq)}>
          <FileJson size={13} />
        </IconButton>
      </div>
    </article>
  );
});

function cardOf({ item, version, approval }: TranscriptRowProps): ReactNode {
  switch (item.kind) {
    case 'prompt':
      return <PromptCard item={item} />;
    case 'text':
      return <TextCard item={item} />;
    case 'thinking':
      return <ThinkingCard item={item} />;
    case 'tool':
      return <ToolCard item={item} version={version} approval={approval} />;
    case 'orphan':
      return <OrphanCard item={item} />;
    case 'result':
      return <ResultLine item={item} />;
    case 'notice':
      return <NoticeLine item={item} />;
    case 'raw':
      return <RawCard item={item} />;
  }
}

function isBatched(item: Item): boolean {
  return item.kind === 'tool' && item.batch.length > 1;
}

/** How many calls of an answer begin here. */
function firstOfBatch(item: Item): number | null {
  return item.kind === 'tool' && item.batch.length > 1 && item.batch[0] === item ? item.batch.length : null;
}

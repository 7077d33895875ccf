import { classNames } from '../../../ui/class-names.ts';
import { Markdown } from '../safe/markdown.tsx';
import { visibleText } from '../safe/visible-text.ts';
import styles from './live-blocks.module.css';
import type { LiveBlock } from './live-text.ts';

const lastLines = 6;

function ending(text: string): string {
  return text.split('\n').slice(-lastLines).join('\n');
}

/** What the model is writing, as far as it has come. */
export function LiveBlocks({ blocks }: { blocks: readonly LiveBlock[] }) {
  return blocks.map(({ key, kind, text }) => (
    <div
      key={key}
      className={classNames(styles['block'], kind !== 'text' && styles['quiet'])}
      data-live={kind}
    >
      {kind === 'text' ? <Markdown text={text} /> : <pre>{visibleText(ending(text))}</pre>}
    </div>
  ));
}

import { Clamped } from '../conversation/clamped.tsx';
import { visibleText } from '../safe/visible-text.ts';
import type { PromptItem } from '../transcript/item.ts';
import { CutNote } from './cut-note.tsx';
import { FileList } from './file-list.tsx';
import { ImageList } from './image-list.tsx';
import styles from './prompt-card.module.css';

/** What the agent was told. */
export function PromptCard({ item }: { item: PromptItem }) {
  const author = item.parent !== null ? 'To the sub-agent' : item.synthetic ? 'Context' : 'You';
  return (
    <section className={item.synthetic || item.parent !== null ? styles['context'] : styles['prompt']}>
      <h3 className={styles['author']}>{author}</h3>
      <Clamped foldKey={item.key} text={item.body.text} lines={item.synthetic ? 4 : 24}>
        {(text) => <p className={styles['text']}>{visibleText(text)}</p>}
      </Clamped>
      <CutNote cut={item.body.cut} />
      <ImageList images={item.images} />
      <FileList files={item.files} />
    </section>
  );
}

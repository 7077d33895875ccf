import type { ImageBlock } from '../transcript/item.ts';
import styles from './image-list.module.css';

/** Images out of the conversation itself; nothing is fetched. */
export function ImageList({ images }: { images: readonly ImageBlock[] }) {
  if (images.length === 0) return null;
  return (
    <div className={styles['images']}>
      {images.map(({ src, note }, index) =>
        src === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: images of a line never change places
          <span key={index} className={styles['missing']}>
            {note}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <img key={index} src={src} alt={`${note} in the conversation`} />
        ),
      )}
    </div>
  );
}

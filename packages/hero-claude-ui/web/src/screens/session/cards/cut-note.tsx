import type { Clipped } from '../transcript/clip.ts';
import styles from './tool-card.module.css';

/** Says that a text is longer than what is kept here. */
export function CutNote({ cut }: Pick<Clipped, 'cut'>) {
  if (cut === 0) return null;
  return <p className={styles['quiet']}>{cut.toLocaleString('en')} more characters: see the raw line.</p>;
}

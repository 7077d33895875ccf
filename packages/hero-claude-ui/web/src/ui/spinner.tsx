import styles from './spinner.module.css';

export function Spinner() {
  return <span className={styles['spinner']} aria-hidden="true" />;
}

/** Stands where something will be. */
export function Loading({ what }: { what: string }) {
  return (
    <p className={styles['page']} role="status">
      <Spinner /> Loading {what}…
    </p>
  );
}

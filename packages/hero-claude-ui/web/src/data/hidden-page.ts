/** What of a document is needed here. */
export type Page = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

const usualPatienceMs = 60_000;

/** Tells once a page has been hidden for a while, and when it is looked at again. Returns how to stop. */
export function watchHidden(
  onHidden: (hidden: boolean) => void,
  page: Page = document,
  patienceMs: number = usualPatienceMs,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (page.hidden) timer = setTimeout(() => onHidden(true), patienceMs);
    else onHidden(false);
  };
  page.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', look);
  };
}

/** Waits until somebody looks at the page, or it is given up. */
export function untilShown(signal: AbortSignal, page: Page = document): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (page.hidden && !signal.aborted) return;
      page.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    page.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
}

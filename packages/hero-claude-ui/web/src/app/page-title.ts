import { useEffect } from 'react';

/** Sets the title of the tab; how many sessions wait for a person stands in front. */
export function usePageTitle(title: string, waiting: number): void {
  useEffect(() => {
    const name = title === '' ? 'hero-claude' : `${title} · hero-claude`;
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  }, [title, waiting]);
}

import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from 'react';

/** What is folded and what is not, kept while rows come and go. */
export class FoldStore {
  readonly #open = new Map<string, boolean>();
  readonly #watchers = new Set<() => void>();
  #version = 0;

  version = (): number => this.#version;

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  isOpen(key: string, initially: boolean): boolean {
    return this.#open.get(key) ?? initially;
  }

  set(key: string, open: boolean): void {
    this.#open.set(key, open);
    this.#version += 1;
    for (const watcher of this.#watchers) watcher();
  }
}

const FoldContext = createContext<FoldStore | undefined>(undefined);

export function FoldProvider({ store, children }: { store: FoldStore; children: ReactNode }) {
  return <FoldContext value={store}>{children}</FoldContext>;
}

/** Whether something is open, and how to turn it. */
export function useFold(key: string, initially: boolean): [open: boolean, turn: () => void] {
  const store = useContext(FoldContext);
  if (store === undefined) throw new Error('useFold needs a FoldProvider above it');
  const open = useSyncExternalStore(store.watch, () => store.isOpen(key, initially));
  const turn = useCallback(() => store.set(key, !open), [store, key, open]);
  return [open, turn];
}

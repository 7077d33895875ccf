/** Steps that exclude each other per key: either refused while one is held, or queued behind it. */
export class KeyedLock {
  readonly #held = new Map<string, string>();
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #tails = new Map<string, Promise<unknown>>();

  /** What holds the key, or undefined when it is free. */
  holder(key: string): string | undefined {
    return this.#held.get(key);
  }

  /** Takes the key for `what` until disposed; undefined when somebody holds it. */
  tryHold(key: string, what: string): Disposable | undefined {
    if (this.#held.has(key)) return undefined;
    this.#held.set(key, what);
    return { [Symbol.dispose]: () => this.#release(key) };
  }

  /** Takes the key as soon as it is free. */
  async hold(key: string, what: string): Promise<Disposable> {
    for (;;) {
      const held = this.tryHold(key, what);
      if (held !== undefined) return held;
      await new Promise<void>((resolve) => {
        const waiting = this.#waiting.get(key) ?? [];
        waiting.push(resolve);
        this.#waiting.set(key, waiting);
      });
    }
  }

  /** Runs `fn` after everything queued for the key before it. */
  async queue<T>(key: string, fn: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const mine = before.then(fn, fn);
    const tail = mine.catch(() => undefined);
    this.#tails.set(key, tail);
    try {
      return await mine;
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }

  /** Resolves when all that is queued by now is over, however it went. */
  async settled(): Promise<void> {
    await Promise.all(this.#tails.values());
  }

  #release(key: string): void {
    this.#held.delete(key);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const wake of waiting) wake();
  }
}

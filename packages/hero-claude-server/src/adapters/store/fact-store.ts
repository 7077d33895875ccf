import type { Database } from './database.ts';

/** Single named values that outlive the process: the instance id, checked images. */
export class FactStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(name: string): string | undefined {
    return this.#db.get<{ value: string }>('SELECT value FROM facts WHERE name = ?', name)?.value;
  }

  set(name: string, value: string): void {
    this.#db.run(
      'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  /** The stored value, or the made one when there is none yet. */
  getOrMake(name: string, make: () => string): string {
    return this.#db.transaction(() => {
      const stored = this.get(name);
      if (stored !== undefined) return stored;
      const made = make();
      this.set(name, made);
      return made;
    });
  }
}

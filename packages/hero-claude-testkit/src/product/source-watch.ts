import { diffTrees, readTree } from '../tree/read-tree.ts';

/** The repositories of a test's person: what is in them, down to hashes and times, before and after. */
export class SourceWatch {
  readonly #before = new Map<string, ReadonlyMap<string, string>>();

  /** From now on nobody but `edit` may change what is below the folder. */
  async watch(dir: string): Promise<void> {
    this.#before.set(dir, await readTree(dir, { mtimes: true }));
  }

  /** Lets the person of the test change a source. */
  async edit(dir: string, change: () => Promise<unknown>): Promise<void> {
    await this.assertUntouched();
    await change();
    await this.watch(dir);
  }

  /** Throws with every path that was written, added or removed. */
  async assertUntouched(): Promise<void> {
    for (const [dir, before] of this.#before) {
      const changes = diffTrees(before, await readTree(dir, { mtimes: true }));
      if (changes.length > 0) throw new Error(`the source ${dir} was written to:\n${changes.join('\n')}`);
    }
  }
}

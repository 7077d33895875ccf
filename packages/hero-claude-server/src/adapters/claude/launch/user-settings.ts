import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** What of the user's Claude folder makes sense to an agent elsewhere: never logins, history or projects. */
const wanted = ['CLAUDE.md', 'skills', 'commands', 'agents', 'output-styles'];
/** What a link within the folder must not bring in after all. */
const privateEntries =
  /^(\.|projects|history|settings|sessions?|session-env|shell-snapshots|file-history|todos|backups|ide|debug)\b/;
const limits = { fileBytes: 1024 * 1024, totalBytes: 32 * 1024 * 1024, files: 2000, depth: 8 };

/**
 * Copies the user's instructions, skills, commands, agents and output styles. A link is followed only when
 * it stays within the folder: one that leads elsewhere could hand a login to an agent.
 * @returns what was left out and why, one sentence each
 */
export async function copyUserSettings(from: string, to: string): Promise<string[]> {
  const root = await realpath(from).catch(() => null);
  if (root === null) return [];
  const copy = new SettingsCopy(root);
  for (const name of wanted) await copy.entry(join(root, name), join(to, name), 0);
  return copy.notices;
}

class SettingsCopy {
  readonly notices: string[] = [];
  readonly #root: string;
  #files = 0;
  #bytes = 0;

  constructor(root: string) {
    this.#root = root;
  }

  async entry(source: string, target: string, depth: number): Promise<void> {
    const real = await this.#resolve(source);
    if (real === null) return;
    const facts = await stat(real);
    if (facts.isDirectory()) {
      if (depth >= limits.depth) return this.#skip(source, `is more than ${limits.depth} folders deep`);
      await mkdir(target, { recursive: true });
      for (const name of (await readdir(real)).sort())
        await this.entry(join(source, name), join(target, name), depth + 1);
    } else if (facts.isFile()) await this.#file(source, real, target, facts.size);
    else this.#skip(source, 'is neither a file nor a folder');
  }

  async #file(source: string, real: string, target: string, size: number): Promise<void> {
    if (size > limits.fileBytes) return this.#skip(source, 'is larger than 1 MiB');
    if (this.#files >= limits.files || this.#bytes + size > limits.totalBytes)
      return this.#skip(source, 'is beyond the limit of 2000 files or 32 MiB');
    this.#files += 1;
    this.#bytes += size;
    await copyFile(real, target, constants.COPYFILE_EXCL);
  }

  /** Where an entry really is; `null` when it does not exist or lies outside the folder. */
  async #resolve(source: string): Promise<string | null> {
    if (!(await lstat(source).catch(() => null))) return null;
    const real = await realpath(source).catch(() => null);
    if (real === null) this.#skip(source, 'is a broken link');
    else if (!real.startsWith(this.#root + sep))
      this.#skip(source, `is a link to ${real}, outside ${this.#root}`);
    else if (privateEntries.test(relative(this.#root, real))) this.#skip(source, 'is private');
    else return real;
    return null;
  }

  #skip(source: string, why: string): void {
    this.notices.push(`${source} ${why} and was not copied`);
  }
}

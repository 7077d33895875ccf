import type { SourceGit } from '../adapters/git/source/source-git.ts';
import type { RepoDetails, RepoSummary } from '../domain/repo/repo.ts';

/** The repositories under CODEROOT. Reads only. */
export class RepoService {
  readonly #git: SourceGit;
  readonly #codeRoot: string;
  readonly #buildDir: string;

  constructor(parts: { git: SourceGit; codeRoot: string; buildDir: string }) {
    this.#git = parts.git;
    this.#codeRoot = parts.codeRoot;
    this.#buildDir = parts.buildDir;
  }

  async list(signal: AbortSignal): Promise<RepoSummary[]> {
    return this.#git.list(this.#codeRoot, { buildDir: this.#buildDir, signal });
  }

  async info(name: string, signal: AbortSignal): Promise<RepoDetails> {
    const source = await this.#git.resolve(this.#codeRoot, name, { buildDir: this.#buildDir, signal });
    return this.#git.info(source, { signal });
  }
}

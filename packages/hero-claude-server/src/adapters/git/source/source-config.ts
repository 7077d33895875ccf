import { join } from 'node:path';
import type { Identity, SourceRepo } from '../../../domain/repo/source-repo.ts';
import { splitNul } from '../../../domain/session/raw-path.ts';
import type { ConfigPair, Git } from '../git-command.ts';
import { checkGitFiles } from './check-git-files.ts';

/** What a repository's configuration says for its user, includes and the user's own file counted in. */
export class SourceConfig {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  readonly #home: string;

  constructor(values: ReadonlyMap<string, readonly string[]>, home: string) {
    this.#values = values;
    this.#home = home;
  }

  /** The value that counts. Section and name in lower case; sub-sections as written. */
  get(key: string): string | undefined {
    return this.#values.get(key)?.at(-1);
  }

  all(key: string): readonly string[] {
    return this.#values.get(key) ?? [];
  }

  isTrue(key: string): boolean {
    return /^(true|yes|on|1)$/i.test(this.get(key) ?? '');
  }

  /** Names of the sub-sections, such as those of the remotes. */
  subsections(section: string): string[] {
    const names = [...this.#values.keys()]
      .filter((key) => key.startsWith(`${section}.`) && key.indexOf('.') !== key.lastIndexOf('.'))
      .map((key) => key.slice(section.length + 1, key.lastIndexOf('.')));
    return [...new Set(names)];
  }

  get objectFormat(): 'sha1' | 'sha256' {
    return this.get('extensions.objectformat') === 'sha256' ? 'sha256' : 'sha1';
  }

  /** The remote whose objects may be missing here; undefined for a repository that has its history. */
  get promisor(): string | undefined {
    return (
      this.get('extensions.partialclone') ??
      this.subsections('remote').find((name) => this.isTrue(`remote.${name}.promisor`))
    );
  }

  get identity(): Identity {
    return { name: this.get('user.name') ?? '', email: this.get('user.email') ?? '' };
  }

  /** The user's own list of ignored files. */
  get excludesFile(): string | undefined {
    const file = this.get('core.excludesfile');
    return file?.startsWith('~/') === true ? join(this.#home, file.slice(2)) : file;
  }

  /** Settings that decide how the content of files turns into objects. */
  get conversion(): ConfigPair[] {
    const keys = ['autocrlf', 'eol', 'filemode', 'symlinks', 'ignorecase', 'precomposeunicode'];
    const kept = keys.flatMap((name): ConfigPair[] => {
      const value = this.get(`core.${name}`);
      return value === undefined ? [] : [[`core.${name}`, value]];
    });
    if (!this.isTrue('core.sparsecheckout')) return kept;
    const cone = this.get('core.sparsecheckoutcone');
    return [
      ...kept,
      ['core.sparseCheckout', 'true'],
      ...(cone === undefined ? [] : [['core.sparseCheckoutCone', cone] as const]),
    ];
  }

  /** What a repository of the same kind needs before anything else can be read in it. */
  get format(): ConfigPair[] {
    return this.objectFormat === 'sha256'
      ? [
          ['core.repositoryformatversion', '1'],
          ['extensions.objectformat', 'sha256'],
        ]
      : [['core.repositoryformatversion', '0']];
  }
}

/** A file it includes may be one that never ends. */
const timeoutMs = 30_000;

/** Reads the configuration as data; `git config` starts no program it names. */
export async function readSourceConfig(
  git: Git,
  source: SourceRepo,
  userEnv: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<SourceConfig> {
  await checkGitFiles(source);
  const { stdout } = await git(['config', '--includes', '--null', '--list'], {
    place: { gitDir: source.gitDir },
    env: { ...asTheUser(userEnv), GIT_CONFIG_COUNT: '0' },
    timeoutMs,
    signal,
  });
  const values = new Map<string, string[]>();
  for (const raw of splitNul(stdout)) {
    const record = Buffer.from(raw, 'latin1').toString('utf8');
    const newline = record.indexOf('\n');
    const key = newline === -1 ? record : record.slice(0, newline);
    // A name without a value is true.
    const value = newline === -1 ? 'true' : record.slice(newline + 1);
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return new SourceConfig(values, userEnv['HOME'] ?? '/');
}

/** The user's and the system's configuration, where git itself would look for them. */
function asTheUser(userEnv: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    GIT_CONFIG_GLOBAL: userEnv['GIT_CONFIG_GLOBAL'],
    GIT_CONFIG_SYSTEM: userEnv['GIT_CONFIG_SYSTEM'],
    GIT_CONFIG_NOSYSTEM: userEnv['GIT_CONFIG_NOSYSTEM'],
    XDG_CONFIG_HOME: userEnv['XDG_CONFIG_HOME'],
  };
}

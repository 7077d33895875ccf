import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withoutCredentials } from '../../../domain/delivery/remote-url.ts';
import type { Identity, SourceRepo } from '../../../domain/repo/source-repo.ts';
import type { ConfigPair } from '../git-command.ts';
import { renderGitConfig } from '../git-config-text.ts';
import type { SourceConfig } from '../source/source-config.ts';
import { type Ref, renderPackedRefs } from '../source/source-refs.ts';
import { writeSymbolicRefs } from '../vault/vault.ts';
import { copyWorkRules } from './shadow-repo.ts';

export interface CopyGitDirInput {
  source: SourceRepo;
  config: SourceConfig;
  refs: readonly Ref[];
  branch: string;
  identity: Identity;
}

/**
 * Lays out the `.git` of a session copy: the source's history and rules, and nothing of it that runs. Objects,
 * index and the branch's commit come later.
 */
export async function layOutCopyGitDir(gitDir: string, input: CopyGitDirInput): Promise<string[]> {
  const branchRef = `refs/heads/${input.branch}`;
  const [kept, notes] = refsBeside(branchRef, input.refs);
  await Promise.all(
    ['refs/heads', 'refs/tags', 'objects/info', 'objects/pack', 'info'].map(async (dir) =>
      mkdir(join(gitDir, dir), { recursive: true }),
    ),
  );
  await Promise.all([
    writeFile(join(gitDir, 'config'), renderGitConfig(copyConfig(input))),
    writeFile(join(gitDir, 'HEAD'), `ref: ${branchRef}\n`),
    writeFile(join(gitDir, 'packed-refs'), renderPackedRefs(kept)),
    writeSymbolicRefs(gitDir, kept),
    copyWorkRules(input.source, gitDir),
  ]);
  return notes;
}

export async function setCopyBranch(gitDir: string, branch: string, commit: string): Promise<void> {
  const file = join(gitDir, 'refs/heads', branch);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${commit}\n`);
}

function copyConfig({ config, identity }: CopyGitDirInput): ConfigPair[] {
  const remotes = config
    .subsections('remote')
    .flatMap((name): ConfigPair[] => [
      ...config
        .all(`remote.${name}.url`)
        .map((url): ConfigPair => [`remote.${name}.url`, withoutCredentials(url)]),
      ...config
        .all(`remote.${name}.pushurl`)
        .map((url): ConfigPair => [`remote.${name}.pushurl`, withoutCredentials(url)]),
      ...config.all(`remote.${name}.fetch`).map((refspec): ConfigPair => [`remote.${name}.fetch`, refspec]),
    ]);
  return [
    ...config.format,
    ['core.bare', 'false'],
    ['core.logAllRefUpdates', 'true'],
    // The copied index has the source's times and sizes; with more of the stat data compared, the first status
    // would read every file again.
    ['core.checkStat', 'minimal'],
    ['core.trustctime', 'false'],
    ...config.conversion,
    ['user.name', identity.name],
    ['user.email', identity.email],
    ...remotes,
  ];
}

/** A branch named `hero` leaves no room for `hero/…` beside it. */
function refsBeside(branchRef: string, refs: readonly Ref[]): [kept: Ref[], notes: string[]] {
  const clashes = (name: string): boolean =>
    name === branchRef || branchRef.startsWith(`${name}/`) || name.startsWith(`${branchRef}/`);
  const kept = refs.filter((ref) => !clashes(ref.name));
  const notes = refs
    .filter((ref) => clashes(ref.name))
    .map((ref) => `${ref.name} is not in the copy: its name clashes with ${branchRef}`);
  return [kept, notes];
}

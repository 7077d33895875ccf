import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import { openShadow, type Shadow } from '../copy/shadow-repo.ts';
import type { Git } from '../git-command.ts';
import { checkGitFiles } from './check-git-files.ts';
import { checkObjectsInside } from './outside-objects.ts';
import { readSourceConfig, type SourceConfig } from './source-config.ts';
import { type Head, type Ref, readSourceRefs } from './source-refs.ts';

/** What everything that reads a source needs. */
export interface SourceTools {
  git: Git;
  /** Where shadows live; on a disk of ours, never under CODEROOT. */
  shadowParent: string;
  /** The environment of the server: where git finds the user's own configuration. */
  env: NodeJS.ProcessEnv;
}

/** A source repository as it is now, and a safe way for git to look at its files. */
export interface OpenSource extends AsyncDisposable {
  source: SourceRepo;
  config: SourceConfig;
  refs: Ref[];
  head: Head;
  shadow: Shadow;
}

export async function openSource(
  tools: SourceTools,
  source: SourceRepo,
  signal?: AbortSignal,
): Promise<OpenSource> {
  await Promise.all([checkGitFiles(source), checkObjectsInside(source.codeRoot, source)]);
  const [config, history] = await Promise.all([
    readSourceConfig(tools.git, source, tools.env, signal),
    readSourceRefs(tools.git, source, signal),
  ]);
  const shadow = await openShadow(tools.shadowParent, source, config, history);
  return {
    source,
    config,
    ...history,
    shadow,
    [Symbol.asyncDispose]: async () => shadow[Symbol.asyncDispose](),
  };
}

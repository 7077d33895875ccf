import { gitFailed } from '../../domain/repo/git-errors.ts';
import { repoIncomplete, repoUnsupported } from '../../domain/repo/repo-errors.ts';
import { isOutOfSpace } from '../disk-space.ts';
import type { OpenSource } from './source/open-source.ts';

/**
 * What git's refusal to read a source means to its user: a partial clone that lacks objects, or a repository
 * that is damaged. Other errors come back as they are.
 */
export function explainFailure(open: Pick<OpenSource, 'source' | 'config'>, error: unknown): unknown {
  if (!gitFailed.is(error) || isOutOfSpace(error)) return error;
  const named = { repo: open.source.id, path: open.source.path };
  const remote = open.config.promisor;
  return remote === undefined
    ? repoUnsupported({ ...named, reason: error.facts.stderr }, { cause: error })
    : repoIncomplete({ ...named, remote }, { cause: error });
}

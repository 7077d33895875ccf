import type { CopySurvey } from '../../../adapters/git/container/survey.ts';
import type { RepoRecord } from '../../../adapters/store/session-record.ts';
import type { LostWork } from '../../../domain/session/session-results.ts';

/** What would be lost with the copy: null when a delivery holds it all, or when there is nothing. */
export function lostWork(repo: RepoRecord, survey: CopySurvey): LostWork | null {
  const delivered = repo.delivery !== null && repo.delivery.pushed && survey.head === repo.delivery.head;
  const commits = delivered ? 0 : survey.commits;
  if (survey.uncommittedFiles === 0 && commits === 0 && survey.refs.length === 0) return null;
  return { repo: repo.name, uncommitted_files: survey.uncommittedFiles, commits, refs: survey.refs };
}

import type { UncommittedChoice } from '../session/session.ts';
import { deliveryIncludesUncommitted } from './delivery-errors.ts';

/** What is known of one repo when a session is to be finished. */
export interface DeliverableRepo {
  repo: string;
  /** Below the user's uncommitted changes. */
  baseCommit: string;
  /** The user's files that were changed but not committed when the session started. */
  uncommittedFiles: readonly string[];
}

/** How the work of one repo goes out. */
export type DeliveryPlan =
  /** As it is. */
  | { repo: string; leaveOut: null }
  /** Replayed onto this commit, without the user's uncommitted changes. */
  | { repo: string; leaveOut: string };

/**
 * Decides how each repo is delivered. The user's uncommitted changes never go out unless somebody said so;
 * where there are none, the choice changes nothing.
 * @throws delivery.includes_uncommitted
 */
export function planDelivery(
  repos: readonly DeliverableRepo[],
  choice: UncommittedChoice | null,
): DeliveryPlan[] {
  const files = repos.flatMap(({ repo, uncommittedFiles }) =>
    uncommittedFiles.map((path) => ({ repo, path })),
  );
  if (choice === null && files.length > 0) throw deliveryIncludesUncommitted({ files });
  return repos.map(({ repo, baseCommit, uncommittedFiles }) => ({
    repo,
    leaveOut: choice === 'leave_out' && uncommittedFiles.length > 0 ? baseCommit : null,
  }));
}

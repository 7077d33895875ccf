/**
 * References of ours in a session's vault. Those of the source keep their names (`refs/heads/…`, `refs/tags/…`,
 * `refs/remotes/…`), so everything of ours lives apart.
 */
export const vaultRefs = {
  /** The source snapshot the session's work is compared with. */
  snapshot: 'refs/hero/snapshot',
  /** A newer snapshot whose conflicts were handed to the agent: it counts once the agent's work holds it. */
  incoming: 'refs/hero/incoming',
  /** The agent's HEAD, as it was brought in last. */
  head: 'refs/hero/head',
  /** The same without the user's uncommitted changes. */
  replayed: 'refs/hero/replayed',
  /** The whole state of the session copy, as it was looked at last. */
  look: 'refs/hero/look',
} as const;

/** Remembers that a commit was, or was about to be, pushed. */
export function pushedRef(commit: string): `refs/hero/${string}` {
  return `refs/hero/pushed/${commit}`;
}

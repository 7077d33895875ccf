/**
 * References of ours in a session's vault. Those of the source keep their names (`refs/heads/…`, `refs/tags/…`,
 * `refs/remotes/…`), so everything of ours lives apart.
 */
export const vaultRefs = {
  /** The source snapshot the session's work is compared with. */
  snapshot: 'refs/hero/snapshot',
  /** A newer snapshot on its way into the session copy. */
  incoming: 'refs/hero/incoming',
} as const;

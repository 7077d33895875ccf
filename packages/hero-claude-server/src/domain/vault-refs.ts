/**
 * References of ours in a session's vault. Those of the source keep their names (`refs/heads/…`, `refs/tags/…`,
 * `refs/remotes/…`), so everything of ours lives apart.
 */
export const vaultRefs = {
  /** The source snapshot the session's work is compared with. */
  snapshot: 'refs/hero/snapshot',
  /** A newer snapshot whose conflicts were handed to the agent: it counts once the agent's work holds it. */
  incoming: 'refs/hero/incoming',
} as const;

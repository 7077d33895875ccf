/** Who commits: the user's git identity. */
export interface CommitIdentity {
  name: string;
  email: string;
}

export function identityEnv({ name, email }: CommitIdentity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

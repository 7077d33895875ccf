/** Repository ids: paths below CODEROOT that are safe as a path of ours and in JSON. */
export const maxRepoDepth = 3;

/** True when one folder name may be part of a repository id. */
export function isRepoIdPart(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    name !== '.git' &&
    // Copies grow under this ending, and another repository's copy must not meet one.
    !name.endsWith('.partial') &&
    // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
    !/[/\\\0-\x1f\x7f\ufffd]/.test(name)
  );
}

export function isRepoId(id: string): boolean {
  const parts = id.split('/');
  return parts.length <= maxRepoDepth && parts.every(isRepoIdPart);
}

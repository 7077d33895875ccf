/** Where in the files of a session one is, as the address of the page has it. */
export interface FilePlace {
  repo: string;
  /** Names from the top of the repository; the last may be a file. */
  names: readonly string[];
}

/** `diff`-like paths in the address: each name on its own, so that any character may be in it. */
export function readPlace(rest: string, firstRepo: string): FilePlace {
  const [repo = '', ...names] = rest
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  return repo === '' ? { repo: firstRepo, names: [] } : { repo, names };
}

export function placeAddress(sessionId: string, { repo, names }: FilePlace): string {
  return `/sessions/${sessionId}/files/${[repo, ...names].map(encodeURIComponent).join('/')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

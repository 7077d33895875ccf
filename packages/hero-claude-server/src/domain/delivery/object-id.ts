/** The hash a repository is made with. */
export type ObjectFormat = 'sha1' | 'sha256';

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Whether a text is a whole object id, of either hash. */
export function isObjectId(text: string): boolean {
  return objectId.test(text);
}

export function objectFormatOf(oid: string): ObjectFormat {
  return oid.length === 64 ? 'sha256' : 'sha1';
}

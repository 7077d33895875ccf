/** Remote addresses as a session may see them: nothing secret in them, and still usable. */

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The address without password or token. The user name of ssh stays: without it the address is another. */
export function withoutCredentials(url: string): string {
  const found = scheme.exec(url);
  if (!found) return url;
  const start = found[0].length;
  const slash = url.indexOf('/', start);
  const authorityEnd = slash === -1 ? url.length : slash;
  const at = url.lastIndexOf('@', authorityEnd - 1);
  if (at < start) return url;
  const [user = ''] = url.slice(start, at).split(':', 1);
  const keepsUser = /^(ssh|git\+ssh|ssh\+git):/i.test(found[0]) && user !== '';
  return `${found[0]}${keepsUser ? `${user}@` : ''}${url.slice(at + 1)}`;
}

/** True for a path on this machine, which only means something from the repository's own folder. */
export function isRelativePath(url: string): boolean {
  return !scheme.test(url) && !url.startsWith('/') && !/^[^/]+:/.test(url);
}

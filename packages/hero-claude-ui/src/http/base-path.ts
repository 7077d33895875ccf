const prefixForm = /^(\/[A-Za-z0-9._~-]+)*\/?$/;

/**
 * The path prefix a reverse proxy took off, for the page's own addresses; '' for none. What is not a plain
 * path is ignored: the value ends up in HTML.
 */
export function basePath(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || !prefixForm.test(header)) return '';
  if (header.split('/').some((part) => part === '.' || part === '..')) return '';
  return header.replace(/\/$/, '');
}

/** What a proxy took off the path, as the page was told; '' for nothing known. */
export function basePath(): string {
  return document.querySelector('meta[name=base-path]')?.getAttribute('content') ?? '';
}

/** Where the server's paths begin. All routes are in the hash, so the page's own folder is it. */
export function baseUrl(): string {
  const prefix = basePath();
  return new URL(prefix === '' ? '.' : `${prefix}/`, location.href).href;
}

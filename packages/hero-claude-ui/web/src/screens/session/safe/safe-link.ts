const allowed = new Set(['http:', 'https:', 'mailto:']);

/** An address that may be a link, or null: nothing that runs, and nothing of this page's own. */
export function safeLink(address: string): string | null {
  if (!/^(?:https?:\/\/|mailto:)/i.test(address)) return null;
  try {
    const url = new URL(address);
    return allowed.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

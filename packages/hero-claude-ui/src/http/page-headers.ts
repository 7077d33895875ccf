const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  // A shell of the same site may embed the dashboard; a foreign page may not lure clicks onto it.
  'frame-ancestors': "'self'",
};

/** `nonce` is for the styles that a terminal makes at run time; scripts have no such way in. */
export function pageHeaders(nonce?: string): Record<string, string> {
  const styles = nonce === undefined ? policy['style-src'] : `'self' 'nonce-${nonce}'`;
  const directives = Object.entries({ ...policy, 'style-src': styles });
  return {
    'content-security-policy': directives.map(([name, value]) => `${name} ${value}`).join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}

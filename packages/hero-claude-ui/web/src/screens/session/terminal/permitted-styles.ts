/**
 * Does `work` of a library that makes style elements: each gets the one-time word of the page, without which the
 * security policy leaves it out.
 */
export function withNonces<Result>(work: () => Result): Result {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  try {
    return work();
  } finally {
    // The one of all documents is visible again.
    Reflect.deleteProperty(document, 'createElement');
  }
}

function setAttribute(this: HTMLSpanElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

/**
 * A terminal gives its spans colours beyond the palette by their style attribute, which the security policy refuses
 * to scripts as it does to markup. From now on that sets the same declarations one by one, which only scripts can.
 */
export function permitSpanColours(): void {
  HTMLSpanElement.prototype.setAttribute = setAttribute;
}

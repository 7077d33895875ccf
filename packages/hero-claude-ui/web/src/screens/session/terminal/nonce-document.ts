/**
 * The document as a library sees it that makes styles at run time: each gets the one-time word of the page, without
 * which the security policy leaves it out.
 */
export function nonceDocument(): Document {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
  const createElement = (name: string): HTMLElement => {
    const element = document.createElement(name);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  return new Proxy(document, {
    get(target, name) {
      if (name === 'createElement') return createElement;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

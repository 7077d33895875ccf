/** Where the login of this page is kept: per path, because other services may live on the same origin. */
function storageKey(basePath: string): string {
  return `hero-claude-token:${basePath}`;
}

/** The token of the login link (`#token=…`), taken out of the address so that it is not shared by accident. */
function takeFromAddress(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null || given === '') return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}

/** The token calls are made with. Without one, the socket's own rules decide. */
export class TokenStore {
  readonly #key: string;
  #token: string | undefined;

  constructor(basePath: string) {
    this.#key = storageKey(basePath);
    this.#token = takeFromAddress();
    if (this.#token === undefined) this.#token = localStorage.getItem(this.#key) ?? undefined;
    else localStorage.setItem(this.#key, this.#token);
  }

  get(): string | undefined {
    return this.#token;
  }

  set(token: string): void {
    this.#token = token;
    localStorage.setItem(this.#key, token);
  }

  clear(): void {
    this.#token = undefined;
    localStorage.removeItem(this.#key);
  }
}

/** A pasted login link, or the bare token. */
export function tokenIn(text: string): string {
  const trimmed = text.trim();
  const [, fragment] = /#(.*)$/.exec(trimmed) ?? [];
  return new URLSearchParams(fragment ?? '').get('token') ?? trimmed;
}

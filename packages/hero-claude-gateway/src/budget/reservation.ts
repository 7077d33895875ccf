import { type Amount, add, type Scope, takeFrom } from './scope.ts';

/** What a call in flight holds back of each budget it counts for. */
export class Reservation {
  readonly #scopes: readonly Scope[];
  readonly #left: Amount;

  /** Holds `amount` back from now on. */
  constructor(scopes: readonly Scope[], amount: Amount) {
    this.#scopes = scopes;
    this.#left = { ...amount };
    for (const { reserved } of scopes) add(reserved, amount);
  }

  /** So much of it has become real, and is counted elsewhere. */
  settle(amount: Amount): void {
    const part = {
      nanoUsd: Math.min(amount.nanoUsd, this.#left.nanoUsd),
      tokens: Math.min(amount.tokens, this.#left.tokens),
    };
    takeFrom(this.#left, part);
    for (const { reserved } of this.#scopes) takeFrom(reserved, part);
  }

  /** The call is over: the rest was not needed. Doing it again changes nothing. */
  release(): void {
    this.settle(this.#left);
  }
}

import type { UsageGrowth } from '../ledger/usage-table.ts';
import { ModelRefusal } from '../model/refusal.ts';
import { mostOf, mostUsedBy, type RequestShape } from '../model/request-shape.ts';
import type { PricedUsage } from '../prices/cost.ts';
import { type PriceTable, pricedName } from '../prices/price-table.ts';
import type { BudgetBook } from './budget-book.ts';
import type { Reservation } from './reservation.ts';

/** The budgets as the model calls of one session meet them. */
export class SessionBudget {
  readonly #book: BudgetBook;
  readonly #prices: PriceTable;
  readonly #sessionId: string;

  constructor(book: BudgetBook, prices: PriceTable, sessionId: string) {
    this.#book = book;
    this.#prices = prices;
    this.#sessionId = sessionId;
  }

  /** Whether a call must wait for `admit` before it may go upstream. */
  get isLimited(): boolean {
    return this.#book.isLimited(this.#sessionId);
  }

  /** @throws ModelRefusal when there is no room, or when nobody can tell */
  async admit(shape: RequestShape, signal: AbortSignal): Promise<Reservation> {
    const { unpriced, ...amount } = mostOf(shape, this.#prices);
    if (this.#book.needsPrice(this.#sessionId)) {
      if (shape.model === undefined)
        throw new ModelRefusal('malformed_request', 'the request names no model');
      if (unpriced !== undefined) throw priceUnknown(unpriced);
    }
    return this.#book.admit(this.#sessionId, amount, signal);
  }

  /**
   * What a call that ended without figures is taken to have used. Its model is named as the price table has it:
   * a client could make up any number of names.
   */
  mostUsed(shape: RequestShape): PricedUsage {
    return { ...mostUsedBy(shape), model: pricedName(this.#prices, shape.model ?? '') ?? 'unknown' };
  }

  count(record: () => UsageGrowth, reservation: Reservation | undefined): UsageGrowth {
    return this.#book.count(this.#sessionId, record, reservation);
  }

  release(reservation: Reservation | undefined): void {
    this.#book.release(reservation);
  }
}

function priceUnknown(model: string): ModelRefusal {
  return new ModelRefusal(
    'price_unknown',
    `the price of model "${model.slice(0, 100)}" is not known, so a budget in dollars cannot be kept. Put it into ~/hero/cfg/hero_claude/prices.json and run: hero-claude restart; or limit tokens instead`,
  );
}

import { type Guarantee, held } from './guarantee.ts';

const budget = 'packages/hero-claude-gateway/test/budget.test.ts';
const book = 'packages/hero-claude-gateway/test/budget-book.test.ts';

export const moneyGuarantee: Guarantee = {
  id: 'money',
  promise: 'A budget is kept before a model call is sent, and overshot by one reserved call at most.',
  means:
    'The gateway counts tokens in the answers of the model, once per message, and prices them from a table you can edit. A call first holds back what it may need: its input, estimated from its body, and all of max_tokens at list price. Budgets are per session and per day (UTC), in dollars or tokens. A refused call ends the turn at once and the agent says why.',
  does_not_mean:
    "It is the list price, not your invoice; with a subscription it is an equivalent. The input of a call is an estimate, and what the model's own tools bring in is known afterwards. A stream that was cut counts with what was seen of it; a call whose connection to the API was lost before it said what it used counts, while a budget holds, as its input and what was seen of its answer; one that its client left, or that was not answered in time, as all that was held back for it, which may be more than it cost. Calls that other programs make with the same credential are not seen.",
  check:
    'hero-claude session create … --budget-usd 0.01, then hero-claude usage; hero-claude session info names the budget.',
  tests: [
    held(
      'Eight sessions call at once, with a cent left of the day',
      'One call is sent; the others are refused when it has settled',
      budget,
      'overshoot it by one reserved call at most',
    ),
    held(
      'Calls at once that together reserve more than is left',
      'They wait for each other; none is refused while there is money',
      budget,
      'wait for each other rather than being refused while there is money left',
    ),
    held(
      'A gateway that is ended in the middle of an answer',
      'What was counted stays; what was held back is free again',
      budget,
      'survives a restart, and with it what was spent; the calls that were cut hold nothing back',
    ),
    held(
      'A ledger that cannot be written',
      'Usage counts all the same',
      book,
      'is no way around a budget that the ledger cannot be written',
    ),
    held(
      'A model whose price nobody knows, a request that names no model, an encoded request',
      'Refused where a budget in dollars holds',
      budget,
      'cannot be hidden in a request that names none, or in one that is encoded',
    ),
    held(
      'A request that says its model or its longest answer twice, or hides it behind spaces without end',
      'Refused: the API could take the value that was not priced',
      budget,
      'a request that says twice what its price depends on is refused in the shape of the API',
    ),
    held(
      'A program that sends calls and hangs up before the answer says what it cost, again and again',
      'Each counts as all that was held back for it, and the budget ends them',
      budget,
      '%s has used all that was held back for it',
    ),
    held(
      'The connection to the API is lost after a call was sent',
      'Its input and what was seen of the answer count; the rest of what it held back is free again',
      budget,
      'a call whose upstream is lost %s has used what was seen of it',
    ),
    held(
      'The answer is cut before its last event',
      'The output that was seen is estimated',
      'packages/hero-claude-gateway/src/model/usage-meter.test.ts',
      'estimates the output of a stream that broke off before its end',
    ),
    held(
      'The real Claude Code in a container reaches its budget',
      'The turn ends at once with the reason, without asking again',
      'tests/e2e/budget.test.ts',
      'a budget that is reached ends the turn at once, the agent says why, and a larger one goes on',
    ),
  ],
};

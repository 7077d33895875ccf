import { Counter, Gauge, Registry } from 'prom-client';
import type { EgressDecision } from './egress/egress-server.ts';
import type { UsageGrowth } from './ledger/usage-table.ts';
import type { ModelCall } from './model/model-call.ts';
import type { ModelReason } from './model/refusal.ts';
import { toUsd } from './prices/cost.ts';

const budgetReasons: ReadonlySet<ModelReason> = new Set(['budget_reached', 'budget_held', 'price_unknown']);

/** What `/metrics` shows. One registry per gateway, so that two in one process do not mix. */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #calls = this.#counter('model_calls_total', 'Model calls by outcome and status', [
    'outcome',
    'status',
  ]);
  readonly #inFlight = this.#gauge('model_calls_in_flight', 'Model calls that are being answered');
  readonly #bytes = this.#counter('bytes_total', 'Bytes passed on', ['socket', 'direction']);
  readonly #decisions = this.#counter('egress_decisions_total', 'Egress decisions', ['verdict', 'reason']);
  readonly #tunnels = this.#gauge('egress_connections', 'Open egress connections');
  readonly #sessions = this.#gauge('sessions', 'Sessions being served');
  readonly #failures = this.#counter('ledger_failures_total', 'Writes to the ledger that failed', []);

  readonly #tokens = this.#counter('model_tokens_total', 'Tokens of all kinds by model', ['model']);
  readonly #cost = this.#counter('model_cost_usd_total', 'List price of what was counted', ['model']);
  readonly #refusals = this.#counter('budget_refusals_total', 'Calls refused for a budget', ['reason']);

  callStarted(): void {
    this.#inFlight.inc();
  }

  callEnded(call: ModelCall): void {
    this.#inFlight.dec();
    this.#calls.inc({ outcome: call.outcome, status: String(call.status ?? '') });
    if (call.reason !== null && budgetReasons.has(call.reason)) this.#refusals.inc({ reason: call.reason });
    this.#bytes.inc({ socket: 'model', direction: 'up' }, call.bytesUp);
    this.#bytes.inc({ socket: 'model', direction: 'down' }, call.bytesDown);
  }

  used(model: string, { tokens, nanoUsd }: UsageGrowth): void {
    this.#tokens.inc({ model }, tokens);
    this.#cost.inc({ model }, Math.max(0, toUsd(nanoUsd)));
  }

  decided({ verdict, reason }: EgressDecision): void {
    this.#decisions.inc({ verdict, reason });
  }

  tunnelOpened(): void {
    this.#tunnels.inc();
  }

  tunnelClosed(bytesUp: number, bytesDown: number): void {
    this.#tunnels.dec();
    this.#bytes.inc({ socket: 'egress', direction: 'up' }, bytesUp);
    this.#bytes.inc({ socket: 'egress', direction: 'down' }, bytesDown);
  }

  serving(sessions: number): void {
    this.#sessions.set(sessions);
  }

  ledgerFailed(): void {
    this.#failures.inc();
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `hero_claude_gateway_${name}`, help, labelNames, registers: [this.registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `hero_claude_gateway_${name}`, help, registers: [this.registry] });
  }
}

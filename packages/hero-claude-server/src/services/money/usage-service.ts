import type { Gateway } from '../../adapters/gateway.ts';
import type { SummaryParams, UsageRow, UsageSummary } from '../../domain/money/money.ts';
import type { SessionRecords } from '../session/session-records.ts';

const counts = [
  'calls',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cost_usd',
  'unpriced_calls',
] as const satisfies readonly (keyof UsageRow)[];

/** What was used, summed up in the ways people ask for. */
export class UsageService {
  readonly #gateway: Gateway;
  readonly #records: SessionRecords;

  constructor(parts: { gateway: Gateway; records: SessionRecords }) {
    this.#gateway = parts.gateway;
    this.#records = parts.records;
  }

  async summary({ by, since, until }: SummaryParams): Promise<UsageSummary> {
    const summary = await this.#gateway.summary({
      by: by === 'repo' ? 'session' : by,
      ...(since !== undefined && { since: new Date(since).toISOString() }),
      ...(until !== undefined && { until: new Date(until).toISOString() }),
    });
    return { ...summary, rows: this.#arranged(by, summary.rows) };
  }

  #arranged(by: SummaryParams['by'], rows: UsageRow[]): UsageRow[] {
    switch (by) {
      case 'day':
        return rows;
      case 'model':
        return dearestFirst(rows);
      case 'session':
        return dearestFirst(rows.map((row) => ({ ...row, ...this.#labelOf(row.key) })));
      case 'repo':
        return dearestFirst(this.#byRepos(rows));
    }
  }

  #labelOf(sessionId: string): { label?: string } {
    const record = this.#records.find(sessionId);
    return record === undefined ? {} : { label: record.name };
  }

  /** Sessions that are forgotten have no repositories any more, but what they used stays in the sum. */
  #byRepos(rows: UsageRow[]): UsageRow[] {
    const byRepos = new Map<string, UsageRow>();
    for (const row of rows) {
      const repos = this.#records.find(row.key)?.repos.map(({ name }) => name) ?? [];
      const key = repos.join(' + ') || '(removed sessions)';
      const sum = byRepos.get(key);
      byRepos.set(key, sum === undefined ? { ...row, key } : added(sum, row));
    }
    return [...byRepos.values()];
  }
}

function added(sum: UsageRow, row: UsageRow): UsageRow {
  return { ...sum, ...Object.fromEntries(counts.map((name) => [name, sum[name] + row[name]])) };
}

function dearestFirst(rows: UsageRow[]): UsageRow[] {
  return rows.toSorted((a, b) => b.cost_usd - a.cost_usd || b.calls - a.calls);
}

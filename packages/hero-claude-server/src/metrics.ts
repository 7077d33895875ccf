import type { CallRecord } from 'hero-rpc';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { FinishedCalls } from './finished-calls.ts';

const callBuckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60];
const lagBuckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10];

export interface MetricSources {
  sessionsByStatus: () => Record<string, number>;
  /** The gateway's own page, '' when it does not answer. */
  gatewayMetrics: () => Promise<string>;
}

export interface Metrics {
  contentType: string;
  /** The page of the server, with the gateway's behind it. */
  metrics(): Promise<string>;
  call(record: CallRecord): void;
  /** Lines were stored this long after the agent's file was last written. */
  ingested(lines: number, lagMs: number): void;
}

/** What `/metrics` shows. Sessions are counted when somebody asks. */
export function createMetrics({ sessionsByStatus, gatewayMetrics }: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'hero_claude_' });
  const seconds = new Histogram({
    name: 'hero_claude_rpc_seconds',
    help: 'Duration of calls by method and outcome',
    labelNames: ['method', 'outcome'],
    buckets: callBuckets,
    registers,
  });
  const lines = new Counter({
    name: 'hero_claude_agent_lines_total',
    help: 'Lines of agents stored since the server started',
    registers,
  });
  const lag = new Histogram({
    name: 'hero_claude_ingest_lag_seconds',
    help: 'From the last write of an agent to its lines being stored',
    buckets: lagBuckets,
    registers,
  });
  const sessions = new Gauge({
    name: 'hero_claude_sessions',
    help: 'Sessions by status',
    labelNames: ['status'],
    registers: [],
    collect() {
      this.reset();
      for (const [status, count] of Object.entries(sessionsByStatus())) this.set({ status }, count);
    },
  });
  registry.registerMetric(sessions);
  const finished = new FinishedCalls((labels, duration) => seconds.observe(labels, duration));
  return {
    contentType: registry.contentType,
    metrics: async () => {
      finished.tell();
      return `${await registry.metrics()}\n${await gatewayMetrics()}`;
    },
    call: ({ method, outcome, ms, kind }) => {
      // A name nobody declared is somebody's typing: it must not become a label.
      const known = method !== '' && kind !== 'rpc.method_not_found';
      finished.add(known ? method : 'unknown', outcome, ms / 1000);
    },
    ingested: (count, lagMs) => {
      lines.inc(count);
      lag.observe(Math.max(0, lagMs) / 1000);
    },
  };
}

import type { CallRecord } from 'hero-rpc';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const latencyBuckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60];

export interface Metrics {
  registry: Registry;
  call(record: CallRecord): void;
  /** Lines stored from agents, and how long after they were read. */
  ingested(lines: number): void;
}

/** What `/metrics` shows. Sessions are counted when somebody asks. */
export function createMetrics(sessionsByStatus: () => Record<string, number>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'hero_claude_' });
  const seconds = new Histogram({
    name: 'hero_claude_rpc_seconds',
    help: 'Duration of calls by method and outcome',
    labelNames: ['method', 'outcome'],
    buckets: latencyBuckets,
    registers: [registry],
  });
  const lines = new Counter({
    name: 'hero_claude_agent_lines_total',
    help: 'Lines of agents stored since the server started',
    registers: [registry],
  });
  const sessions = new Gauge({
    name: 'hero_claude_sessions',
    help: 'Sessions by status',
    labelNames: ['status'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [status, count] of Object.entries(sessionsByStatus())) this.set({ status }, count);
    },
  });
  registry.registerMetric(sessions);
  return {
    registry,
    // A name nobody declared is somebody's typing: it must not become a label.
    call: ({ method, outcome, ms, kind }) => {
      const known = method !== '' && kind !== 'rpc.method_not_found';
      seconds.observe({ method: known ? method : 'unknown', outcome }, ms / 1000);
    },
    ingested: (count) => lines.inc(count),
  };
}

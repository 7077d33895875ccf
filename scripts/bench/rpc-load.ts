/** A process of its own: sends calls over a Unix socket as fast as they are answered, and reports once. */
import autocannon from 'autocannon';
import { median } from './figures.ts';

/** What the parent gets by IPC. */
export interface LoadReport {
  requestsPerSecond: number;
  /** Of one call, in milliseconds. */
  p50Ms: number;
}

const [socketPath = '', connections = '1', seconds = '1'] = process.argv.slice(2);
const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'server.info', params: {} });
// Its own latencies are whole milliseconds, and a call takes less than one.
const timesMs: number[] = [];

const load = autocannon(
  {
    url: 'http://localhost/rpc',
    socketPath,
    connections: Number(connections),
    duration: Number(seconds),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: call,
  },
  (_error, { errors, non2xx, '2xx': answered, duration }) => {
    if (errors > 0 || non2xx > 0) throw new Error(`${errors} errors and ${non2xx} refusals at ${socketPath}`);
    const report: LoadReport = { requestsPerSecond: answered / duration, p50Ms: median(timesMs) };
    process.send?.(report);
  },
);
load.on('response', (_client, _status, _bytes, timeMs) => timesMs.push(timeMs));

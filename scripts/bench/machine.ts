import { cpus, loadavg, release, totalmem } from 'node:os';

const gib = 2 ** 30;

/** What the figures were measured on. */
export function describeMachine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? 'CPU'}, ${Math.round(totalmem() / gib)} GiB, Linux ${release()}, Node ${process.version}`;
}

/** Load average of the last minute: what else the machine was busy with, our own work included. */
export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

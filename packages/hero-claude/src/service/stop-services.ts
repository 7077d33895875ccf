import { setTimeout as wait } from 'node:timers/promises';
import { isRunning } from 'hero-rpc/node';
import type { CliContext } from '../call/cli-context.ts';
import { CliError } from '../cli-error.ts';
import { createProgressLine } from '../output/progress-line.ts';
import { count } from '../output/units.ts';
import { serviceNames } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import { readRecord, type SupervisorRecord, writeRecord } from './record.ts';
import { adoptService, endService } from './service-process.ts';
import { askToStop, supervisorState } from './supervisor-client.ts';

const pollMs = 50;
const patienceMs = 30_000;
const graceMs = 6000;

export interface StopResult {
  stopped: boolean;
  /** Sessions whose agents go on and wait for the gateway. */
  running_sessions: number;
}

async function runningSessions(context: CliContext): Promise<number> {
  try {
    const client = await context.connect();
    const { sessions } = await client.server.info({}, { signal: AbortSignal.timeout(2000) });
    return sessions['running'] ?? 0;
  } catch {
    return 0;
  }
}

async function untilEnded(owner: NonNullable<SupervisorRecord['owner']>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (isRunning(owner)) {
    if (Date.now() > deadline) {
      throw new CliError('supervisor.hangs', `The supervisor with pid ${owner.pid} does not end`, {
        exitCode: 69,
        hint: `kill -9 ${owner.pid}, then hero-claude stop again`,
      });
    }
    await wait(pollMs);
  }
}

/** Ends what a killed supervisor left behind. */
async function stopOrphans(record: SupervisorRecord, file: string): Promise<boolean> {
  let found = false;
  for (const name of [...serviceNames].reverse()) {
    const identity = record.services[name]?.process;
    if (identity == null || !isRunning(identity)) continue;
    found = true;
    await endService(adoptService(identity), graceMs);
  }
  writeRecord(file, { ...record, owner: null, services: {} });
  return found;
}

/** Ends supervisor and services; agents go on in their containers. */
export async function endServices(context: CliContext): Promise<StopResult> {
  const paths = heroPaths(context.env);
  const record = (await supervisorState(paths)) ?? readRecord(paths.recordFile);
  const sessions = await runningSessions(context);
  const owner = record?.owner ?? null;
  if (owner !== null && isRunning(owner)) {
    const line = createProgressLine(context.output);
    // Calls of the model that are under way get a few seconds.
    line.show({ phase: 'stopping the services' });
    try {
      await askToStop(paths, owner);
      await untilEnded(owner);
    } finally {
      line.clear();
    }
    return { stopped: true, running_sessions: sessions };
  }
  const stopped = record !== undefined && (await stopOrphans(record, paths.recordFile));
  return { stopped, running_sessions: stopped ? sessions : 0 };
}

export async function stopServices(context: CliContext): Promise<void> {
  const { output } = context;
  const result = await endServices(context);
  if (output.json) {
    output.document(result);
    return;
  }
  output.line(result.stopped ? 'stopped' : 'nothing was running');
  if (result.running_sessions > 0) {
    output.note(
      `${count(result.running_sessions, 'agent')} in containers: waiting for the gateway until hero-claude start`,
    );
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import type { CliContext } from '../call/cli-context.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../output/exit-code.ts';
import { createProgressLine } from '../output/progress-line.ts';
import { type ServiceName, serviceNames } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import { logFileOf, tailLog } from './log-file.ts';
import { readableLogLine } from './log-line.ts';
import type { ServiceRecord } from './record.ts';
import type { SpawnedSupervisor } from './spawn-supervisor.ts';
import { supervisorState } from './supervisor-client.ts';

const pollMs = 100;
const patienceMs = 90_000;
const shownLogLines = 15;
const restartsThatAreEnough = 3;
const exitCode = exitCodes.unavailable;

/** It will not come up by waiting longer. */
function isHopeless({ state, restarts }: ServiceRecord): boolean {
  return state === 'failed' || (state === 'waiting' && restarts >= restartsThatAreEnough);
}

function notStarted(name: ServiceName, { exit, log_from: from }: ServiceRecord, logDir: string): CliError {
  const file = logFileOf(logDir, name);
  const how =
    exit === undefined ? '' : ` It ended with ${exit.signal ?? `exit code ${exit.code ?? 'unknown'}`}.`;
  const lines = tailLog(file, shownLogLines, from).map((line) => `  ${readableLogLine(line)}`);
  return new CliError('service.not_started', [`${name} does not start.${how}`, ...lines].join('\n'), {
    exitCode,
    hint: `its log is ${file}; mend it and run hero-claude start again`,
  });
}

function supervisorEnded(logDir: string): CliError {
  const lines = tailLog(logFileOf(logDir, 'supervisor'), shownLogLines);
  return new CliError('supervisor.ended', ['The supervisor ended at once.', ...lines].join('\n'), {
    exitCode,
  });
}

/** Waits until every service answers. Throws the end of the log of the first that does not. */
export async function untilUp(context: CliContext, spawned?: SpawnedSupervisor): Promise<void> {
  const { env, output, signal } = context;
  const paths = heroPaths(env);
  const line = createProgressLine(output);
  const deadline = Date.now() + patienceMs;
  try {
    for (;;) {
      signal.throwIfAborted();
      // Asked for before the state: a supervisor that ended in between leaves no state either.
      const ended = spawned?.hasEnded() === true;
      const state = await supervisorState(paths);
      if (state === undefined && ended) throw supervisorEnded(paths.logDir);
      const unready = serviceNames.find((name) => state?.services[name]?.state !== 'running');
      if (unready === undefined) return;
      const record = state?.services[unready];
      const late = Date.now() > deadline;
      if (record !== undefined && (late || isHopeless(record)))
        throw notStarted(unready, record, paths.logDir);
      if (late) throw new CliError('supervisor.silent', 'The supervisor does not answer', { exitCode });
      line.show({ phase: state === undefined ? 'starting the supervisor' : `starting ${unready}` });
      await wait(pollMs, undefined, { signal });
    }
  } finally {
    line.clear();
  }
}

import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { CliContext } from '../call/cli-context.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../output/exit-code.ts';
import { createProgressLine } from '../output/progress-line.ts';
import { ownProgram, type ServiceName, serviceNames } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import { logFileOf, openLog, tailLog } from './log-file.ts';
import { readableLogLine } from './log-line.ts';
import { readRecord, type ServiceRecord, type SupervisorRecord } from './record.ts';
import { isUp, readStatus } from './service-status.ts';
import { resolveSettings, type Settings, type StartFlags } from './settings.ts';
import { statusView } from './status-view.ts';
import { askToStart, checkSupervisor, supervisorState } from './supervisor-client.ts';

const pollMs = 100;
const patienceMs = 90_000;
const shownLogLines = 15;
const restartsThatAreEnough = 3;

export interface StartOptions extends StartFlags {
  supervisor?: string;
}

/** Starts the supervisor as a process of its own, which outlives us. Resolves with its exit code should it end. */
function spawnSupervisor(
  settings: Settings,
  env: NodeJS.ProcessEnv,
): { ended: Promise<number | null>; unref(): void } {
  const { command, args } = ownProgram();
  const log = openLog(logFileOf(heroPaths(env).logDir, 'supervisor'));
  try {
    const child = spawn(command, [...args, 'supervise', JSON.stringify(settings)], {
      env,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('exit', resolve);
      child.once('error', reject);
    });
    return { ended, unref: () => child.unref() };
  } finally {
    closeSync(log.fd);
  }
}

function tellsTrouble({ state, restarts }: ServiceRecord): boolean {
  return state === 'failed' || (state === 'waiting' && restarts >= restartsThatAreEnough);
}

function troubleOf(name: ServiceName, { exit, log_from: from }: ServiceRecord, logDir: string): CliError {
  const file = logFileOf(logDir, name);
  const how =
    exit === undefined ? '' : ` It ended with ${exit.signal ?? `exit code ${exit.code ?? 'unknown'}`}.`;
  const lines = tailLog(file, shownLogLines, from).map(readableLogLine);
  return new CliError(
    'service.not_started',
    [`${name} does not start.${how}`, ...lines.map((line) => `  ${line}`)].join('\n'),
    {
      exitCode: exitCodes.unavailable,
      hint: `its log is ${file}; mend it and run hero-claude start again`,
    },
  );
}

/** The services whose settings differ from what is asked for now, which a running one does not notice. */
function differences(asked: Settings, running: Settings): string[] {
  const names: Record<keyof Settings, string> = {
    codeRoot: 'CODEROOT',
    buildDir: 'BUILDDIR',
    socketDir: 'HERO_SOCKET_DIR',
    host: 'the host',
    port: 'the port',
    tcp: 'whether to listen on TCP',
    insecure: '--insecure',
  };
  return (Object.keys(names) as (keyof Settings)[])
    .filter((key) => asked[key] !== running[key])
    .map((key) => names[key]);
}

async function untilUp(
  context: CliContext,
  ended: Promise<number | null> | undefined,
): Promise<SupervisorRecord> {
  const { env, output, signal } = context;
  const paths = heroPaths(env);
  const line = createProgressLine(output);
  const deadline = Date.now() + patienceMs;
  let supervisorEnded = false;
  void ended?.finally(() => {
    supervisorEnded = true;
  });
  try {
    for (;;) {
      signal.throwIfAborted();
      const state = await supervisorState(paths);
      if (state === undefined && supervisorEnded) {
        const lines = tailLog(logFileOf(paths.logDir, 'supervisor'), shownLogLines);
        throw new CliError('supervisor.ended', `The supervisor ended at once.\n${lines.join('\n')}`, {
          exitCode: exitCodes.unavailable,
        });
      }
      const records = serviceNames.map((name) => [name, state?.services[name]] as const);
      const trouble = records.find(([, record]) => record !== undefined && tellsTrouble(record));
      const [unready] = records.find(([, record]) => record?.state !== 'running') ?? [];
      if (trouble?.[1] !== undefined && (unready === trouble[0] || unready === undefined)) {
        throw troubleOf(trouble[0], trouble[1], paths.logDir);
      }
      if (state !== undefined && unready === undefined) return state;
      if (Date.now() > deadline) {
        const record = unready === undefined ? undefined : state?.services[unready];
        if (unready !== undefined && record !== undefined) throw troubleOf(unready, record, paths.logDir);
        throw new CliError('supervisor.silent', 'The supervisor does not answer', {
          exitCode: exitCodes.unavailable,
        });
      }
      line.show({ phase: `starting ${unready ?? 'the supervisor'}` });
      await wait(pollMs, undefined, { signal });
    }
  } finally {
    line.clear();
  }
}

/** Starts what does not run, waits until all of it answers, and says where it is reached. */
export async function startServices(context: CliContext, options: StartOptions): Promise<number> {
  const { env, output } = context;
  checkSupervisor(options.supervisor, env);
  const paths = heroPaths(env);
  const running = await supervisorState(paths);
  const settings = resolveSettings(env, options, running?.settings ?? readRecord(paths.recordFile)?.settings);
  if (running === undefined) {
    const supervisor = spawnSupervisor(settings, env);
    await untilUp(context, supervisor.ended).finally(() => supervisor.unref());
  } else {
    const up = isUp((await readStatus(env)).status);
    const changed = differences(settings, running.settings);
    if (up) {
      output.note(`already running under the supervisor with pid ${running.owner?.pid}`);
      if (changed.length > 0) {
        output.note(`they keep their settings; hero-claude restart changes ${changed.join(', ')}`);
      }
    } else {
      await askToStart(paths, settings);
      await untilUp(context, undefined);
    }
  }
  const { status } = await readStatus(env);
  if (output.json) output.document(status);
  else output.line(statusView(status, output.style));
  return 0;
}

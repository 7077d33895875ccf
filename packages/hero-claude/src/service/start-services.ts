import type { CliContext } from '../call/cli-context.ts';
import { tellStatus } from './attention.ts';
import { serviceNames, socketOf } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import { readRecord, type SupervisorRecord } from './record.ts';
import { isUp, readStatus } from './service-status.ts';
import { resolveSettings, type Settings, type StartFlags } from './settings.ts';
import { checkSocketLengths } from './socket-length.ts';
import { spawnSupervisor } from './spawn-supervisor.ts';
import { askToStart, checkSupervisor, supervisorState } from './supervisor-client.ts';
import { untilUp } from './until-up.ts';

export interface StartOptions extends StartFlags {
  supervisor?: string;
}

/** What is asked for now and was not when the services were started, which they do not notice. */
function differences(asked: Settings, running: Settings): string[] {
  const names: Record<Exclude<keyof Settings, 'insecure'>, string> = {
    codeRoot: 'CODEROOT',
    buildDir: 'BUILDDIR',
    socketDir: 'HERO_SOCKET_DIR',
    host: 'the host',
    port: 'the port',
    tcp: 'whether to listen on TCP',
  };
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((key) => asked[key] !== running[key])
    .map((key) => names[key]);
}

/** There is a supervisor: only what is down is started. */
async function startMissing(
  context: CliContext,
  running: SupervisorRecord,
  settings: Settings,
): Promise<void> {
  const { env, output } = context;
  if (!isUp((await readStatus(env)).status)) {
    await askToStart(heroPaths(env), { settings, env });
    await untilUp(context);
    return;
  }
  output.note(`already running under the supervisor with pid ${running.owner?.pid}`);
  const changed = differences(settings, running.settings);
  if (changed.length > 0) {
    output.note(`they keep their settings; hero-claude restart changes ${changed.join(', ')}`);
  }
}

/** Starts what does not run, waits until all of it answers, and says where it is reached. */
export async function startServices(context: CliContext, options: StartOptions): Promise<number> {
  const { env } = context;
  checkSupervisor(options.supervisor, env);
  const paths = heroPaths(env);
  const running = await supervisorState(paths);
  const settings = resolveSettings(env, options, running?.settings ?? readRecord(paths.recordFile)?.settings);
  if (running === undefined) {
    checkSocketLengths(
      paths,
      serviceNames.map((name) => socketOf(name, settings)),
    );
    const spawned = spawnSupervisor(settings, env);
    await untilUp(context, spawned).finally(() => spawned.unref());
  } else {
    await startMissing(context, running, settings);
  }
  const { status } = await readStatus(env);
  await tellStatus(context, status);
  return 0;
}

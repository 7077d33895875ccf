import type { CliContext } from '../call/cli-context.ts';
import { tellStatus } from './attention.ts';
import { type ServiceName, serviceNames, socketOf } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import type { SupervisorRecord } from './record.ts';
import { isUp, readStatus, type Status } from './service-status.ts';
import { resolveSettings, type Settings, type StartFlags } from './settings.ts';
import { checkSocketLengths } from './socket-length.ts';
import { spawnSupervisor } from './spawn-supervisor.ts';
import { askToStart, checkSupervisor, supervisorState } from './supervisor-client.ts';
import { untilUp } from './until-up.ts';

export interface StartOptions extends StartFlags {
  supervisor?: string;
}

/** What a setting is called, and the services that read it when they start. */
const readers: readonly [keyof Settings, string, readonly ServiceName[]][] = [
  ['codeRoot', 'CODEROOT', ['server']],
  ['buildDir', 'BUILDDIR', ['server']],
  ['socketDir', 'HERO_SOCKET_DIR', serviceNames],
  ['host', 'the host', ['ui']],
  ['port', 'the port', ['ui']],
  ['tcp', 'whether to listen on TCP', ['ui']],
];

/** What is asked for, but for what a service that runs has been started with: it does not notice a change. */
function settingsToHave(
  asked: Settings,
  { services }: Status,
  had: Settings | undefined,
): { settings: Settings; kept: string[] } {
  const up = new Set(services.filter(({ pid }) => pid !== null).map(({ name }) => name));
  const held = readers.filter(
    ([key, , names]) => had !== undefined && asked[key] !== had[key] && names.some((name) => up.has(name)),
  );
  const before = Object.fromEntries(held.map(([key]) => [key, had?.[key]]));
  return { settings: { ...asked, ...before }, kept: held.map(([, name]) => name) };
}

/** There is a supervisor: only what is down is started. */
async function startMissing(
  context: CliContext,
  running: SupervisorRecord,
  status: Status,
  settings: Settings,
): Promise<void> {
  const { env, output } = context;
  if (isUp(status)) {
    output.note(`already running under the supervisor with pid ${running.owner?.pid}`);
    return;
  }
  await askToStart(heroPaths(env), { settings, env });
  await untilUp(context);
}

/** Starts what does not run, waits until all of it answers, and says where it is reached. */
export async function startServices(context: CliContext, options: StartOptions): Promise<number> {
  const { env, output } = context;
  checkSupervisor(options.supervisor, env);
  const paths = heroPaths(env);
  const running = await supervisorState(paths);
  const { status, record } = await readStatus(env);
  const asked = resolveSettings(env, options, record?.settings);
  const { settings, kept } = settingsToHave(asked, status, record?.settings);
  if (running === undefined) {
    checkSocketLengths(
      paths,
      serviceNames.map((name) => socketOf(name, settings)),
    );
    const spawned = spawnSupervisor(settings, env);
    await untilUp(context, spawned).finally(() => spawned.unref());
  } else {
    await startMissing(context, running, status, settings);
  }
  if (kept.length > 0)
    output.note(`what runs keeps its settings; hero-claude restart changes ${kept.join(', ')}`);
  await tellStatus(context, (await readStatus(env)).status);
  return 0;
}

import { readFileSync } from 'node:fs';
import { isRunning } from 'hero-rpc/node';
import { heroSecret } from '../token/hero-secret.ts';
import { healthOf } from './ask-socket.ts';
import { type ServiceName, serviceNames, socketOf } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import { logFileOf } from './log-file.ts';
import { readRecord, type ServiceRecord, type SupervisorRecord } from './record.ts';
import { dashboardUrl, isExposed, resolveSettings, type Settings } from './settings.ts';
import { supervisorState } from './supervisor-client.ts';

export interface ServiceStatus {
  name: ServiceName;
  /** What is so now: a process may run that no supervisor cares for. */
  state: ServiceRecord['state'] | 'unsupervised';
  /** Whether it answers on its socket. */
  healthy: boolean;
  pid: number | null;
  version: string | null;
  since: string | null;
  restarts: number;
  exit_code: number | null;
  socket: string;
  log: string;
}

export interface Status {
  supervisor: { kind: 'builtin'; pid: number } | null;
  services: ServiceStatus[];
  dashboard: {
    url: string | null;
    /** Logs a browser in; null with HERO_SECRET or before the first start. */
    login_url: string | null;
    /** Whether tokens are signed with HERO_SECRET. */
    signed_tokens: boolean;
    /** Other machines reach it, and there is no TLS. */
    exposed: boolean;
  };
  code_root: string;
  build_dir: string;
}

async function statusOf(
  name: ServiceName,
  record: ServiceRecord | undefined,
  settings: Settings,
  supervised: boolean,
  logDir: string,
): Promise<ServiceStatus> {
  const socket = socketOf(name, settings);
  const health = await healthOf(socket);
  const process = record?.process ?? null;
  const alive = process !== null && isRunning(process);
  const state = supervised
    ? (record?.state ?? 'stopped')
    : alive || health !== undefined
      ? 'unsupervised'
      : 'stopped';
  return {
    name,
    state,
    healthy: health !== undefined,
    pid: health?.pid ?? (alive ? process.pid : null),
    version: health?.version ?? null,
    since: state === 'stopped' ? null : (record?.since ?? null),
    restarts: record?.restarts ?? 0,
    exit_code: record?.exit?.code ?? null,
    socket,
    log: logFileOf(logDir, name),
  };
}

function loginToken(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** What runs, as the processes and sockets say; the record only tells where to look. */
export async function readStatus(
  env: NodeJS.ProcessEnv,
): Promise<{ status: Status; record?: SupervisorRecord }> {
  const paths = heroPaths(env);
  const live = await supervisorState(paths);
  const record = live ?? readRecord(paths.recordFile);
  const settings = record?.settings ?? resolveSettings(env);
  const services = await Promise.all(
    serviceNames.map((name) =>
      statusOf(name, record?.services[name], settings, live !== undefined, paths.logDir),
    ),
  );
  const url = dashboardUrl(settings);
  const signed = heroSecret(env) !== undefined;
  const token = url === undefined || signed ? undefined : loginToken(paths.tokenFile);
  const pid = live?.owner?.pid;
  return {
    status: {
      supervisor: pid === undefined ? null : { kind: 'builtin', pid },
      services,
      dashboard: {
        url: url ?? null,
        login_url: token === undefined ? null : `${url}#token=${token}`,
        signed_tokens: signed,
        exposed: isExposed(settings),
      },
      code_root: settings.codeRoot,
      build_dir: settings.buildDir,
    },
    ...(record !== undefined && { record }),
  };
}

/** Everything answers and somebody looks after it. */
export function isUp({ supervisor, services }: Status): boolean {
  return supervisor !== null && services.every(({ healthy, state }) => healthy && state === 'running');
}

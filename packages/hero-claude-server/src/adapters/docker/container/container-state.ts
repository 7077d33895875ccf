import type { ContainerInspectInfo } from 'dockerode';
import { type ContainerRole, labelNames, roleOf } from '../labels.ts';
import { readExitCode } from './exit-signal.ts';

/** How a container ended. Ended by a signal, it has `exitCode: null`. */
export interface ContainerOutcome {
  exitCode: number | null;
  signal: string | null;
  /** True is certain; the engine now and then misses one when the container dies of it at once. */
  oomKilled: boolean;
  startedAt: string | null;
  finishedAt: string | null;
  /** What the engine says when it could not start the main process. */
  error: string | null;
}

/** The end of a container of which nothing is known but that it has ended. */
export function unseenOutcome(error: string | null): ContainerOutcome {
  return { exitCode: null, signal: null, oomKilled: false, startedAt: null, finishedAt: null, error };
}

export interface ContainerState {
  id: string;
  name: string;
  sessionId: string | undefined;
  role: ContainerRole | undefined;
  imageId: string;
  user: { uid: number; gid: number };
  status: 'created' | 'running' | 'paused' | 'ended';
  /** Of its first process, as the host sees it; 0 when none runs. */
  pid: number;
  startedAt: string | null;
  /** Present once the container has ended. */
  outcome: ContainerOutcome | undefined;
  spec: string | undefined;
}

/** The engine writes year 1 for "never". */
function moment(value: string): string | null {
  return value === '' || value.startsWith('0001-') ? null : value;
}

function statusOf(state: ContainerInspectInfo['State']): ContainerState['status'] {
  if (state.Paused) return 'paused';
  if (state.Running || state.Restarting) return 'running';
  // Told by the times, not by Status: one that is being removed says so whether it ran or not.
  return moment(state.StartedAt) === null && state.ExitCode === 0 ? 'created' : 'ended';
}

export function readState(info: ContainerInspectInfo): ContainerState {
  const labels = info.Config.Labels;
  const status = statusOf(info.State);
  const startedAt = moment(info.State.StartedAt);
  const [uid = 0, gid = 0] = info.Config.User.split(':').map(Number);
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    sessionId: labels[labelNames.session],
    role: roleOf(labels),
    imageId: info.Image,
    user: { uid, gid },
    status,
    pid: info.State.Pid,
    startedAt,
    spec: labels[labelNames.spec],
    outcome:
      status === 'ended'
        ? {
            ...readExitCode(info.State.ExitCode),
            oomKilled: info.State.OOMKilled,
            startedAt,
            finishedAt: moment(info.State.FinishedAt),
            error: info.State.Error === '' ? null : info.State.Error,
          }
        : undefined,
  };
}

import { join } from 'node:path';
import { agentEnv } from '../../adapters/claude/launch/agent-environment.ts';
import { launchCommand } from '../../adapters/claude/launch/launch-script.ts';
import type { AgentSpec, SessionSpec } from '../../adapters/docker/container/container-spec.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import type { SessionFolder } from '../../domain/session/session-folder.ts';
import type { Owner } from './folder.ts';

const gib = 2 ** 30;
/** Of one container, threads included. */
export const processLimit = 2048;
const openFiles = 65_536;
export const tmpShareOfMemory = 0.5;

export interface SpecFacts {
  record: SessionRecord;
  folder: SessionFolder;
  imageId: string;
  owner: Owner;
}

/** What every container over the session has, with an agent in it or not. */
export function sideSpec({ record, folder, imageId, owner }: SpecFacts): SessionSpec {
  const memoryBytes = Math.round(record.spec.memory_gb * gib);
  return {
    sessionId: record.sessionId,
    image: imageId,
    user: owner,
    // A folder that an agent can remove would take every command, and the next start, with it.
    workingDir: '/',
    env: { HOME: '/home/agent', LANG: 'C.UTF-8', ...record.spec.env },
    limits: {
      cpus: record.spec.cpu,
      memoryBytes,
      pids: processLimit,
      openFiles,
      tmpBytes: Math.round(memoryBytes * tmpShareOfMemory),
    },
    mounts: {
      code: folder.code,
      claude: folder.claude,
      home: folder.home,
      cfg: folder.cfg,
      passwd: join(folder.cfg, 'passwd'),
      group: join(folder.cfg, 'group'),
    },
  };
}

export interface AgentFactsForSpec extends SpecFacts {
  /** Where the gateway's sockets of the session are. */
  runDir: string;
  token: string;
  resumeInterruptedTurn: boolean;
}

/** The agent's container: the launch script is its main process. */
export function agentSpec(facts: AgentFactsForSpec): AgentSpec {
  const { record, folder, runDir, token, resumeInterruptedTurn } = facts;
  return {
    ...sideSpec(facts),
    env: agentEnv({ token, userEnv: record.spec.env, resumeInterruptedTurn }),
    argv: launchCommand,
    agentMounts: { run: runDir, journals: { in: folder.in, out: folder.out, err: folder.err } },
  };
}

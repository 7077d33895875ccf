import type { Logger } from 'pino';
import type { Engine } from '../../adapters/docker/engine.ts';
import type { Airlock } from '../../adapters/git/delivery/airlock.ts';
import type { SourceGit } from '../../adapters/git/source/source-git.ts';
import type { Database } from '../../adapters/store/database.ts';
import type { Config } from '../../config.ts';
import type { ReachedPoint } from '../../domain/step-points.ts';
import type { KeyedLock } from '../../lib/keyed-lock.ts';
import type { Attachments } from '../attachments/attachments.ts';
import type { ImageService } from '../image-service.ts';
import type { OperationLog } from '../operation-log.ts';
import type { ProgressBoard } from '../progress-board.ts';
import type { AgentWatch } from './agent/agent-watch.ts';
import type { Owner } from './folder.ts';
import type { SessionContainers } from './session-containers.ts';
import type { SessionRecords } from './session-records.ts';
import type { SessionSteps } from './session-steps.ts';
import type { GatewaySessions } from './upkeep/gateway-sessions.ts';

/** What the steps of a session work with; made once by the composition root. */
export interface SessionParts {
  config: Config;
  db: Database;
  records: SessionRecords;
  steps: SessionSteps;
  lock: KeyedLock;
  operations: OperationLog;
  progress: ProgressBoard;
  git: SourceGit;
  airlock: Airlock;
  engine: Engine;
  gatewaySessions: GatewaySessions;
  images: ImageService;
  containers: SessionContainers;
  attachments: Attachments;
  agents: AgentWatch;
  owner: Owner;
  /** Says that a session may have to go on by itself. */
  resumeSoon: () => void;
  /** Told at each point of a step; does nothing but in tests. */
  reached: ReachedPoint;
  /** Aborted when the server stops; a step that is cut is settled at the next start. */
  stopping: AbortSignal;
  log: Logger;
}

import { createRegistry, type Method } from 'hero-rpc';
import { diskErrors } from '../domain/disk-errors.ts';
import { storeErrors } from '../domain/store-errors.ts';
import type { ServerContext } from '../services/server-context.ts';
import { approvalAnswer, approvalList, approvalRules } from './approval-methods.ts';
import { sessionConfigure, sessionInterrupt, sessionSend } from './conversation-methods.ts';
import { egressAllow, egressLog } from './egress-methods.ts';
import { sessionFile, sessionFiles } from './file-methods.ts';
import { sessionMessages, sessionTurns, sessionUsage } from './history-methods.ts';
import { imageBuild } from './image-methods.ts';
import { logsClear, logsGet } from './log-methods.ts';
import { queueCancel, queueEdit, queueList, queueMove } from './queue-methods.ts';
import { repoInfo, repoList } from './repo-methods.ts';
import { searchMessages } from './search-methods.ts';
import { serverGuarantees, serverHealth, serverInfo, serverMcpServers } from './server-methods.ts';
import {
  sessionCreate,
  sessionDestroy,
  sessionFinish,
  sessionRestore,
  sessionStart,
  sessionStop,
  sessionSync,
} from './session-lifecycle.ts';
import {
  sessionCommits,
  sessionDiff,
  sessionExec,
  sessionInfo,
  sessionList,
  sessionLogs,
  sessionUpdate,
} from './session-views.ts';
import { terminalTicket } from './terminal-methods.ts';
import { trashEmpty, trashList } from './trash-methods.ts';
import { usageSummary } from './usage-methods.ts';

/** Every method of the server; the order here is the order everywhere. */
const methods: readonly Method<ServerContext>[] = [
  serverInfo,
  serverHealth,
  serverGuarantees,
  serverMcpServers,
  sessionCreate,
  sessionStart,
  sessionStop,
  sessionFinish,
  sessionSync,
  sessionDestroy,
  sessionRestore,
  sessionList,
  sessionInfo,
  sessionUpdate,
  sessionLogs,
  sessionExec,
  sessionDiff,
  sessionCommits,
  sessionFiles,
  sessionFile,
  sessionSend,
  sessionInterrupt,
  sessionConfigure,
  sessionMessages,
  sessionTurns,
  sessionUsage,
  queueList,
  queueEdit,
  queueCancel,
  queueMove,
  approvalList,
  approvalAnswer,
  approvalRules,
  terminalTicket,
  egressLog,
  egressAllow,
  searchMessages,
  repoList,
  repoInfo,
  logsGet,
  logsClear,
  usageSummary,
  trashList,
  trashEmpty,
  imageBuild,
];

/** Whatever is asked, the database or the disk may be what says no. */
export const registry = createRegistry(methods, { errors: [...storeErrors, ...diskErrors] });

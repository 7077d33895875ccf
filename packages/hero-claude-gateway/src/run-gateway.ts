import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { CallRecord } from 'hero-rpc';
import { exitOnSignal, listenOnSocket, pidBehind } from 'hero-rpc/node';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type ControlDeps, createControlApp } from './control/app.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { drainMs, untilReleased } from './lib/until-released.ts';
import { version } from './version.ts';

/**
 * Runs until a signal. The control socket comes first: whoever holds it owns the ledger and the sessions'
 * sockets, and a second gateway stops here with exit code 75. One that is about to end is waited for.
 */
export async function runGateway(config: Config, log: Logger): Promise<void> {
  let isReady: (deps: ControlDeps) => void = () => undefined;
  const ready = new Promise<ControlDeps>((resolve) => {
    isReady = resolve;
  });
  const server = createAdaptorServer({ fetch: createControlApp(ready).fetch });
  const path = join(config.socketDir, 'hero_claude_gateway.sock');
  const listen = async () =>
    listenOnSocket(server as Parameters<typeof listenOnSocket>[0], {
      path,
      ...(config.socketGroup !== undefined && { directoryGroup: config.socketGroup }),
    });
  const socket = await untilReleased(listen, async () => (await pidBehind(path)) === undefined);
  let gateway: Gateway;
  try {
    gateway = await openGateway(config, log);
  } catch (error) {
    await socket.close(0);
    throw error;
  }
  exitOnSignal({
    async close() {
      log.info('stopping');
      await Promise.all([socket.close(500), gateway.close(drainMs)]);
      log.info('stopped');
    },
  });
  isReady({
    context: { ...gateway, config },
    metrics: gateway.metrics.registry,
    onCall: (record) => logCall(log, record),
  });
  const { source, problem } = await gateway.credential();
  log.info({ socket: socket.path, version, model_url: config.modelUrl.href }, 'listening');
  if (problem === undefined) log.info({ credential: source }, 'model credential found');
  else log.warn({ problem }, 'model calls will be refused');
}

function logCall(log: Logger, record: CallRecord): void {
  const level = record.outcome === 'ok' ? 'debug' : record.family === 'internal' ? 'error' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const { error, ...facts } = record;
  const { requestId } = record;
  log[level]({ ...facts, requestId, ...(level === 'error' && { err: error }) }, 'control call');
}

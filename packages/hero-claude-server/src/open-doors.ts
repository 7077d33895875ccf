import { join } from 'node:path';
import { createDispatcher } from 'hero-rpc';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type Serving, type SocketClaims, serve } from './http/serve.ts';
import type { Tickets } from './http/tickets.ts';
import { readToken } from './http/token-file.ts';
import { logCall } from './log-call.ts';
import { registry } from './methods/index.ts';
import type { Metrics } from './metrics.ts';
import { documentInfo } from './openrpc.ts';
import type { UploadService } from './services/attachments/upload-service.ts';
import type { EventService } from './services/event-service.ts';
import type { ServerContext } from './services/server-context.ts';
import type { Terminals } from './services/terminal/terminals.ts';

export interface DoorParts {
  config: Config;
  context: ServerContext;
  claims: SocketClaims;
  events: EventService;
  metrics: Metrics;
  tickets: Tickets;
  uploads: UploadService;
  terminals: Terminals;
  stopping: AbortSignal;
  log: Logger;
}

/** Listens on the claimed sockets for everything that callers can ask. */
export async function openDoors(parts: DoorParts): Promise<Serving> {
  const { config, context, claims, events, metrics, tickets, uploads, terminals, stopping, log } = parts;
  const dispatcher = createDispatcher({
    registry,
    context,
    info: documentInfo,
    onCall: (record) => {
      metrics.call(record);
      logCall(log, record);
    },
  });
  const app = {
    dispatcher,
    info: documentInfo,
    service: 'hero_claude_server',
    events,
    health: async () => ({}),
    metrics,
    tickets,
    upload: uploads.receive.bind(uploads),
    openTerminal: terminals.open.bind(terminals),
    stopping,
    onFault: (error: unknown, id: string) => log.error({ err: error, id }, 'fault'),
  };
  return serve(app, claims, {
    ...(config.secret !== undefined && { secret: config.secret }),
    token: readToken(join(config.cfgDir, 'token')),
    host: config.host,
    origins: config.origins,
  });
}

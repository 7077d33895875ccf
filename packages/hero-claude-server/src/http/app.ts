import type { HttpBindings } from '@hono/node-server';
import { type Dispatcher, type DocumentInfo, RpcError } from 'hero-rpc';
import { Hono } from 'hono';
import type { Attachment } from '../domain/conversation/upload.ts';
import type { EventSource } from '../domain/event-log.ts';
import type { UploadRequest } from '../services/attachments/upload-service.ts';
import { httpStatusOf } from './access-errors.ts';
import type { Access, Identity } from './auth.ts';
import {
  errorResponse,
  internalError,
  notFoundResponse,
  upgradeNeededResponse,
  wrongVerbResponse,
} from './error-response.ts';
import { createEventEndpoint, type EventEndpointOptions } from './event-endpoint.ts';
import { trackCalls } from './in-flight.ts';
import type { TerminalDeps } from './terminal-endpoint.ts';
import type { Tickets } from './tickets.ts';
import { createUploadEndpoint, letRefusalArrive } from './upload-endpoint.ts';

export interface AppDeps {
  dispatcher: Dispatcher;
  info: DocumentInfo;
  /** The name of the service: `hero_claude_server`. */
  service: string;
  events: EventSource;
  /** For anybody, so without details: merged into `GET /health`. */
  health: () => Promise<object>;
  /** A prom-client registry. */
  metrics: { contentType: string; metrics(): Promise<string> };
  tickets: Tickets;
  openTerminal: TerminalDeps['openTerminal'];
  upload: (request: UploadRequest) => Promise<Attachment>;
  /** Ends calls and event streams. */
  stopping: AbortSignal;
  /** A fault of ours outside of a method call, under the id that the caller got. */
  onFault: (error: unknown, id: string) => void;
  eventStreams?: Pick<EventEndpointOptions, 'heartbeatMs' | 'stallMs'>;
}

interface Env {
  Bindings: HttpBindings;
  Variables: { identity: Identity };
}

const openPaths: ReadonlySet<string> = new Set(['/health', '/openrpc.json', '/.well-known/heroservice.json']);

/** The paths of the server but `POST /rpc`, for one listener; what `access` is for tells listeners apart. */
export function createApp(deps: AppDeps, access: Access): Hono<Env> {
  const { dispatcher, service, tickets, metrics, stopping } = deps;
  const { title, version, description } = deps.info;
  const inFlight = trackCalls(stopping);
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    const { headers } = c.env.incoming;
    access.checkOrigin(headers);
    if (!openPaths.has(c.req.path)) {
      c.set('identity', await access.identify(headers));
    }
    await next();
  });

  // Loaded when somebody first speaks it: its SDK weighs several megabytes.
  const openMcp = async () => {
    const { createMcpEndpoint } = await import('./mcp-endpoint.ts');
    return createMcpEndpoint({ dispatcher, inFlight, info: { name: service, title, version } });
  };
  let mcp: ReturnType<typeof openMcp> | undefined;
  app.post('/mcp', async (c) => {
    mcp ??= openMcp();
    return (await mcp)(c.req.raw, c.env.outgoing, c.get('identity'));
  });
  const onFault = (error: unknown): void => deps.onFault(error, crypto.randomUUID());
  const events = createEventEndpoint(deps.events, { ...deps.eventStreams, stopping, onFault });
  app.get('/events', (c) => events(c.req.raw, c.get('identity'), () => c.env.outgoing.destroy()));
  const upload = createUploadEndpoint(deps.upload);
  app.post('/upload', async (c) => {
    const answer = await upload(c.env.incoming, c.req.query('name') ?? '', c.get('identity'));
    return c.json(answer);
  });
  app.post('/ticket', (c) => c.json(tickets.issue(c.get('identity'))));
  app.get('/metrics', async (c) =>
    c.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType }),
  );

  app.get('/health', async (c) =>
    c.json({ status: 'ok', service, version, pid: process.pid, ...(await deps.health()) }),
  );
  let document: string | undefined;
  app.get('/openrpc.json', (c) => {
    document ??= JSON.stringify(dispatcher.document());
    return c.body(document, 200, { 'content-type': 'application/json' });
  });
  app.get('/.well-known/heroservice.json', (c) =>
    c.json({ protocol: 'openrpc', name: service, title, version, description, socket: 'rpc' }),
  );

  app.all('/terminal', () => upgradeNeededResponse());
  for (const path of ['/rpc', '/mcp', '/ticket', '/upload'])
    app.all(path, (c) => wrongVerbResponse(c.req.path, 'POST'));
  for (const path of ['/events', '/metrics', ...openPaths])
    app.all(path, (c) => wrongVerbResponse(c.req.path, 'GET'));
  app.notFound((c) => notFoundResponse(c.req.path));
  app.onError((error, c) => {
    if (c.req.path === '/upload') letRefusalArrive(c.env.incoming);
    if (error instanceof RpcError) return errorResponse(c.req.path, error, httpStatusOf(error));
    const id = crypto.randomUUID();
    // A caller that went away while it was sending is no fault of ours.
    if (!c.env.outgoing.destroyed) deps.onFault(error, id);
    return errorResponse(c.req.path, internalError(id), 500);
  });
  return app;
}

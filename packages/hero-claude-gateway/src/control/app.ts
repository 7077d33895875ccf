import { type CallRecord, createDispatcher } from 'hero-rpc';
import { answerRpc } from 'hero-rpc/node';
import { Hono } from 'hono';
import type { Registry as MetricsRegistry } from 'prom-client';
import { documentInfo } from '../openrpc.ts';
import { version } from '../version.ts';
import type { ControlContext } from './context.ts';
import { registry } from './registry.ts';

export interface ControlDeps {
  context: ControlContext;
  metrics: MetricsRegistry;
  onCall: (record: CallRecord) => void;
}

/**
 * The paths of the control socket. Who can open the socket may do everything: its mode decides.
 *
 * @param ready resolves once every open session is served; until then requests wait
 */
export function createControlApp(ready: Promise<ControlDeps>): Hono {
  const dispatcher = ready.then(({ context, onCall }) =>
    createDispatcher({ registry, context, info: documentInfo, onCall }),
  );
  // Who waits for it is told by `ready` itself.
  dispatcher.catch(() => undefined);
  const app = new Hono();
  // No page has business here: a browser that got to this socket was led to it.
  app.use(async (c, next) => (c.req.header('origin') === undefined ? next() : c.text('Forbidden', 403)));
  app.post('/rpc', async (c) =>
    answerRpc(c.req.raw, await dispatcher, { caller: 'rpc', role: 'admin', signal: c.req.raw.signal }),
  );
  app.get('/openrpc.json', async (c) => c.json((await dispatcher).document()));
  app.get('/health', async (c) => {
    const { context } = await ready;
    const { href } = context.config.modelUrl;
    return c.json({
      status: 'ok',
      service: 'hero_claude_gateway',
      version,
      pid: process.pid,
      model_url: href,
    });
  });
  app.get('/metrics', async (c) => {
    const { metrics } = await ready;
    return c.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType });
  });
  app.get('/.well-known/heroservice.json', (c) =>
    c.json({ protocol: 'openrpc', name: 'hero_claude_gateway', ...documentInfo, socket: 'rpc' }),
  );
  return app;
}

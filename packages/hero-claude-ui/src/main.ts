#!/usr/bin/env node
import { join } from 'node:path';
import {
  ConfigError,
  closeServer,
  exitOnSignal,
  ListenError,
  listenOnSocket,
  OpenConnections,
  serviceManifest,
} from 'hero-rpc/node';
import { pino } from 'pino';
import { readUiConfig, UsageError } from './config.ts';
import { createApp } from './http/app.ts';
import { loadDashboard } from './http/dashboard.ts';
import { listenOnTcp } from './http/listen-tcp.ts';
import { version } from './version.ts';

/** What requests in flight get on SIGTERM. */
const graceMs = 500;

async function main(): Promise<void> {
  const config = readUiConfig(process.argv.slice(2), process.env);
  if (config.info !== 'no') {
    const source = { packageDir: join(import.meta.dirname, '..'), service: 'hero_claude_ui' };
    process.stdout.write(await serviceManifest(source, config.info));
    return;
  }
  const log = pino(
    { name: 'hero_claude_ui', level: config.logLevel },
    pino.destination({ fd: 2, sync: true }),
  );
  const dashboard = await loadDashboard(join(import.meta.dirname, '..', 'dist', 'web'));
  const app = (socket: string, trusted: boolean) =>
    createApp({ upstream: { socketPath: join(config.socketDir, socket), trusted }, dashboard, version });

  const local = app('hero_claude_server.sock', true);
  const remote = app('hero_claude_server_remote.sock', false);
  const onTcp = new OpenConnections(remote);
  // The Unix socket comes last: it answers /health, and healthy means that every listener is there.
  const address = config.tcp === undefined ? undefined : await listenOnTcp(remote, config.tcp);
  const socket = await listenOnSocket(local, {
    path: join(config.socketDir, 'hero_claude_ui.sock'),
    aliases: [join(config.socketDir, 'hero_claude', 'admin.sock')],
    ...(config.socketGroup !== undefined && { group: config.socketGroup }),
  });
  log.info({ socket: socket.path, address, pid: process.pid, version }, 'listening');
  if (config.tcp?.insecure === true) {
    log.warn({ address }, 'reachable from other machines without TLS: tokens can be read on the way');
  }

  exitOnSignal({
    close: async () => {
      await Promise.all([closeServer(remote, onTcp, graceMs), socket.close(graceMs)]);
    },
  });
}

main().catch((error: unknown) => {
  const known = error instanceof UsageError || error instanceof ConfigError || error instanceof ListenError;
  const message = known ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`hero-claude-ui: ${message}\n`);
  process.exit(known ? error.exitCode : 1);
});

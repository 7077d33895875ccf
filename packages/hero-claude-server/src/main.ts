#!/usr/bin/env node
import { join } from 'node:path';
import { RpcError } from 'hero-rpc';
import { ConfigError, exitOnSignal, ListenError, serviceManifest } from 'hero-rpc/node';
import { readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { runServer } from './server.ts';

async function main(): Promise<void> {
  const flags = process.argv.slice(2);
  if (flags.includes('--info')) {
    const source = { packageDir: join(import.meta.dirname, '..'), service: 'hero_claude_server' };
    process.stdout.write(serviceManifest(source, flags.includes('--json') ? 'json' : 'toml'));
    return;
  }
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  const server = await runServer(config, log);
  exitOnSignal({ close: () => server.close() });
}

/** What a person can mend is said in a sentence; everything else is a fault, with its stack. */
function explain(error: Error): string {
  if (error instanceof RpcError) return [error.message, error.hint].filter(Boolean).join('. ');
  if (error instanceof ConfigError || error instanceof ListenError) return error.message;
  return error.stack ?? error.message;
}

main().catch((error: Error & { exitCode?: number }) => {
  process.stderr.write(`hero-claude-server: ${explain(error)}\n`);
  process.exit(error.exitCode ?? 1);
});

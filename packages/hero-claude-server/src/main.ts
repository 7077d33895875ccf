#!/usr/bin/env node
import { exitOnSignal, ListenError } from 'hero-rpc/node';
import { ConfigError, readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { manifest } from './manifest.ts';
import { runServer } from './server.ts';

async function main(): Promise<void> {
  const flags = process.argv.slice(2);
  if (flags.includes('--info')) {
    process.stdout.write(await manifest(flags.includes('--json') ? 'json' : 'toml'));
    return;
  }
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  const server = await runServer(config, log);
  exitOnSignal({ close: () => server.close() });
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || error instanceof ListenError;
  const { message, stack, exitCode = 1 } = error as Error & { exitCode?: number };
  process.stderr.write(`hero-claude-server: ${known ? message : (stack ?? message)}\n`);
  process.exit(exitCode);
});

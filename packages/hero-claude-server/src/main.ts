#!/usr/bin/env node
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RpcError } from 'hero-rpc';
import { ConfigError, exitOnSignal, ListenError, serviceManifest } from 'hero-rpc/node';
import { backUp, restore } from './backup.ts';
import { readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { runServer } from './server.ts';
import { version } from './version.ts';

const usage = `Usage: hero-claude-server [--info [--json] | --backup [--to FOLDER] | --restore FOLDER | --version | --help]

Runs sessions on hero_claude_server.sock. Configured by the environment and ~/hero/cfg/hero_claude/env.
`;
const usageExitCode = 2;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      info: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      backup: { type: 'boolean', default: false },
      to: { type: 'string' },
      restore: { type: 'string' },
      version: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help || values.version) {
    process.stdout.write(values.help ? usage : `${version}\n`);
    return;
  }
  if (values.info) {
    const source = { packageDir: join(import.meta.dirname, '..'), service: 'hero_claude_server' };
    process.stdout.write(await serviceManifest(source, values.json ? 'json' : 'toml'));
    return;
  }
  const config = readConfig(process.env);
  if (values.backup) {
    process.stdout.write(`${JSON.stringify({ folder: await backUp(config, values.to) })}\n`);
    return;
  }
  if (values.restore !== undefined) {
    const migrations = join(import.meta.dirname, '..', 'migrations');
    process.stdout.write(`${JSON.stringify(await restore(config, values.restore, migrations))}\n`);
    return;
  }
  const log = createLogger(config.logLevel);
  const server = await runServer(config, log);
  exitOnSignal({ close: () => server.close() });
}

/** What a person can mend is said in a sentence; everything else is a fault, with its stack. */
function explain(error: Error): string {
  if (isUsageError(error)) return `${error.message}\n\n${usage}`;
  if (error instanceof RpcError) return [error.message, error.hint].filter(Boolean).join('. ');
  if (error instanceof ConfigError || error instanceof ListenError) return error.message;
  return error.stack ?? error.message;
}

function isUsageError(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

main().catch((error: Error & { exitCode?: number }) => {
  process.stderr.write(`hero-claude-server: ${explain(error)}\n`);
  process.exit(isUsageError(error) ? usageExitCode : (error.exitCode ?? 1));
});

#!/usr/bin/env node
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, ListenError, serviceManifest } from 'hero-rpc/node';
import { pino } from 'pino';
import { readConfig } from './config.ts';
import { keepMemoryOutOfCoreDumps } from './lib/core-dump.ts';
import { runGateway } from './run-gateway.ts';
import { version } from './version.ts';

const usage = `Usage: hero-claude-gateway [--info [--json] | --version | --help]

Serves model calls and egress of sessions on Unix sockets, and its control socket
hero_claude_gateway.sock. Configured by the environment and ~/hero/cfg/hero_claude/env.
`;

async function main(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      info: { type: 'boolean' },
      json: { type: 'boolean' },
      version: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) process.stdout.write(usage);
  else if (values.version === true) process.stdout.write(`${version}\n`);
  else if (values.info === true) {
    const source = { packageDir: join(import.meta.dirname, '..'), service: 'hero_claude_gateway' };
    process.stdout.write(await serviceManifest(source, values.json === true ? 'json' : 'toml'));
  } else {
    keepMemoryOutOfCoreDumps();
    const config = readConfig(process.env);
    // Synchronous, so that the last line before a kill is on its way.
    const log = pino(
      { name: 'hero_claude_gateway', level: config.logLevel },
      pino.destination({ fd: 2, sync: true }),
    );
    await runGateway(config, log);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = error instanceof ConfigError || error instanceof ListenError;
  const isUsage =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const text = error instanceof Error ? (known || isUsage ? error.message : error.stack) : String(error);
  process.stderr.write(`hero-claude-gateway: ${text}\n${isUsage ? `\n${usage}` : ''}`);
  process.exit(known ? error.exitCode : isUsage ? 2 : 1);
});

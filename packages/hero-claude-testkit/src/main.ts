#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startModelServer } from './model-server/model-server.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, host: { type: 'string', default: '127.0.0.1' } },
});
const server = await startModelServer({ port: Number(values.port), host: values.host });
process.stdout.write(`${JSON.stringify({ url: server.url, pid: process.pid })}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());

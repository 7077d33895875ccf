import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome, daemonCommand, rpcCall, startDaemon } from 'hero-claude-testkit';
import { expect, it } from 'vitest';

const secret = 'sk-ant-planted-in-memory';

it('a core dump of the gateway holds no credential, however large it may be', async () => {
  await using home = await createTempHome();
  const { command, args } = daemonCommand('gateway');
  const daemon = await startDaemon({
    // Where dumps are files of the working directory, one is written.
    command: 'sh',
    args: ['-c', 'ulimit -c unlimited; exec "$0" "$@"', command, ...args],
    cwd: home.dir,
    env: { ...home.env, ANTHROPIC_API_KEY: secret },
    socket: join(home.socketDir, 'hero_claude_gateway.sock'),
  });
  expect(await rpcCall(daemon.socket, 'credential.status')).toMatchObject({ source: 'ANTHROPIC_API_KEY' });
  expect(await readFile(`/proc/${daemon.pid}/coredump_filter`, 'latin1')).toBe('00000000\n');
  const ended = daemon.exited;
  process.kill(daemon.pid, 'SIGABRT');
  await ended;
  const dumps = (await readdir(home.dir)).filter((name) => name.startsWith('core'));
  const pattern = await readFile('/proc/sys/kernel/core_pattern', 'latin1');
  expect(dumps).toHaveLength(/^core\b/.test(pattern) ? 1 : 0);
  for (const dump of dumps) expect((await readFile(join(home.dir, dump))).includes(secret)).toBe(false);
});

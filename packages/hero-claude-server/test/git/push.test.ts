import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGitHost, startSshHost } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { type PushOptions, push } from '../../src/adapters/git/push/push.ts';
import { createDeliveryBench, type DeliveryBench, finishing } from '../support/delivery-bench.ts';

const branch = 'hero/0a1b2c3d-fix-login';

/** A session with one commit in its vault, and a bare remote beside it. */
async function readyToPush(): Promise<{ bench: DeliveryBench; commit: string; remote: string }> {
  const bench = await createDeliveryBench();
  const remote = join(bench.dir, 'remote.git');
  await bench.git(bench.dir, 'clone', '-q', '--bare', bench.source, remote);
  return { bench, commit: await moreWork(bench, 'one'), remote };
}

async function moreWork(bench: DeliveryBench, text: string): Promise<string> {
  await bench.write('work.txt', `${text}\n`);
  const { imported } = await bench.airlock.bringWork(bench.repo, finishing);
  return imported?.commit ?? '';
}

function pushOf(bench: DeliveryBench, commit: string, remote: string, options: Partial<PushOptions> = {}) {
  return push({
    vault: bench.repo.vault,
    commit,
    branch,
    remote,
    refusedRoot: null,
    codeRoot: null,
    userEnv: { PATH: process.env.PATH, HOME: join(bench.dir, 'home') },
    ...options,
  });
}

function remoteTip(bench: DeliveryBench, remote: string): Promise<string> {
  return bench.git(remote, 'rev-parse', `refs/heads/${branch}`);
}

test('a branch goes to a path and a file address, and nothing else goes with it', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  await bench.git(bench.repo.vault.dir, 'tag', 'v1', commit);
  await bench.git(bench.repo.vault.dir, 'config', 'push.followTags', 'true');
  const refs = await bench.git(remote, 'for-each-ref', '--format=%(refname)');
  const percents: number[] = [];
  expect(await pushOf(bench, commit, remote, { onProgress: (percent) => percents.push(percent) })).toEqual({
    branch,
    commit,
    remote,
    previous: null,
    notes: [],
  });
  expect(percents.at(-1)).toBe(100);
  expect(await pushOf(bench, commit, `file://${remote}`)).toMatchObject({ previous: commit });
  expect(await bench.git(remote, 'for-each-ref', '--format=%(refname)')).toBe(
    `refs/heads/${branch}\n${refs}`,
  );
  expect(await remoteTip(bench, remote)).toBe(commit);
});

test('a later push moves the branch, also after the work was rewritten', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  await pushOf(bench, commit, remote);
  const second = await moreWork(bench, 'two');
  expect(await pushOf(bench, second, remote)).toMatchObject({ previous: commit });
  await bench.git(bench.copyDir, 'reset', '-q', '--hard', bench.snapshot);
  const rewritten = await moreWork(bench, 'three');
  expect(await pushOf(bench, rewritten, remote)).toMatchObject({ previous: second });
  expect(await remoteTip(bench, remote)).toBe(rewritten);
});

test("other people's commits on the branch are never replaced", async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  await pushOf(bench, commit, remote);
  const theirs = join(bench.dir, 'theirs');
  await bench.git(bench.dir, 'clone', '-q', '-b', branch, remote, theirs);
  await writeFile(join(theirs, 'review.txt'), 'fixed a typo\n');
  await bench.git(theirs, 'add', '-A');
  await bench.git(theirs, 'commit', '-qm', 'Fix typo');
  await bench.git(theirs, 'push', '-q', 'origin', branch);
  const before = await remoteTip(bench, remote);
  const second = await moreWork(bench, 'two');
  await expect(pushOf(bench, second, remote)).rejects.toMatchObject({
    kind: 'delivery.rejected',
    facts: { repo: 'shop', branch, remote, reason: expect.stringContaining(before.slice(0, 12)) },
  });
  expect(await remoteTip(bench, remote)).toBe(before);
});

test('a remote that says no is quoted', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  const hook = join(remote, 'hooks', 'pre-receive');
  await writeFile(hook, '#!/bin/sh\necho "Branch names need a ticket number" >&2\nexit 1\n');
  await chmod(hook, 0o755);
  await expect(pushOf(bench, commit, remote)).rejects.toMatchObject({
    kind: 'delivery.rejected',
    facts: { reason: expect.stringMatching(/pre-receive hook declined.*Branch names need a ticket number/) },
  });
  await writeFile(hook, '#!/bin/sh\necho "Open a pull request: https://forge.example/new" >&2\n');
  const result = await pushOf(bench, commit, remote);
  expect(result.notes).toEqual(['Open a pull request: https://forge.example/new']);
});

test('the pre-push hook of the user does not run', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  const hooks = join(bench.dir, 'hooks');
  await mkdir(hooks);
  await writeFile(join(hooks, 'pre-push'), `#!/bin/sh\ntouch ${bench.dir}/hook-ran\nexit 1\n`, {
    mode: 0o755,
  });
  await bench.git(bench.dir, 'config', '--global', 'core.hooksPath', hooks);
  await pushOf(bench, commit, remote);
  await expect(readFile(join(bench.dir, 'hook-ran'))).rejects.toThrow('ENOENT');
});

test('a deleted remote, a missing host and a refused address say which', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  await rename(remote, `${remote}.moved`);
  await expect(pushOf(bench, commit, remote)).rejects.toMatchObject({
    kind: 'delivery.remote_gone',
    facts: { remote },
  });
  await mkdir(remote);
  await expect(pushOf(bench, commit, remote)).rejects.toMatchObject({ kind: 'delivery.remote_gone' });
  await expect(pushOf(bench, commit, 'http://127.0.0.1:9/shop.git')).rejects.toMatchObject({
    kind: 'delivery.remote_unreachable',
    family: 'unavailable',
  });
  await expect(pushOf(bench, commit, `ext::touch ${bench.dir}/ran`)).rejects.toMatchObject({
    kind: 'delivery.remote_refused',
  });
  await expect(readFile(join(bench.dir, 'ran'))).rejects.toThrow('ENOENT');
});

test('an address the user rewrites to a program is refused by git', async () => {
  const { bench, commit } = await readyToPush();
  await using _ = bench;
  await bench.git(
    bench.dir,
    'config',
    '--global',
    `url.ext::touch ${bench.dir}/ran .insteadOf`,
    'https://forge.example/',
  );
  await expect(pushOf(bench, commit, 'https://forge.example/shop.git')).rejects.toMatchObject({
    kind: 'delivery.push_failed',
    facts: { reason: expect.stringContaining("'ext' not allowed") },
  });
  await expect(readFile(join(bench.dir, 'ran'))).rejects.toThrow('ENOENT');
});

test('nothing is pushed into the session folders', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  await expect(
    pushOf(bench, commit, remote, { refusedRoot: await realpath(bench.dir) }),
  ).rejects.toMatchObject({
    kind: 'delivery.remote_refused',
    message: expect.stringContaining('session folders'),
  });
});

test('a repository that names itself, or one in its files, as its remote gets no hook of its own run', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  const nested = join(bench.source, 'vendor/evil.git');
  await mkdir(join(bench.source, 'vendor'));
  await rename(remote, nested);
  const hook = `#!/bin/sh\ntouch ${bench.dir}/hook-ran\n`;
  for (const hooks of [join(nested, 'hooks'), join(bench.source, '.git/hooks')]) {
    await writeFile(join(hooks, 'post-receive'), hook, { mode: 0o755 });
  }
  for (const evil of [nested, bench.source, join(bench.source, '.git')]) {
    await expect(pushOf(bench, commit, evil, { codeRoot: bench.dir })).rejects.toMatchObject({
      kind: 'delivery.remote_refused',
      message: expect.stringContaining('working tree'),
    });
  }
  await expect(readFile(join(bench.dir, 'hook-ran'))).rejects.toThrow('ENOENT');
});

test('a full disk on the remote side is said as that', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  const hook = join(remote, 'hooks', 'pre-receive');
  await writeFile(hook, '#!/bin/sh\necho "fatal: write error: No space left on device" >&2\nexit 1\n', {
    mode: 0o755,
  });
  await expect(pushOf(bench, commit, remote)).rejects.toMatchObject({ kind: 'disk.full' });
});

test('ssh runs without questions, with the command the user configured', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  const bin = join(bench.dir, 'bin');
  await mkdir(bin);
  const log = join(bench.dir, 'ssh.log');
  // The far end of a real ssh: logs its arguments and runs the command it was asked for.
  await writeFile(
    join(bin, 'ssh'),
    `#!/bin/bash\nprintf '%s\\n' "$*" >> ${log}\n[ "$1" = -G ] && exit 0\nexec sh -c "\${@: -1}"\n`,
    { mode: 0o755 },
  );
  const userEnv = { PATH: `${bin}:${process.env.PATH}`, HOME: join(bench.dir, 'home') };
  await pushOf(bench, commit, `git@forge.example:${remote}`, { userEnv });
  expect(await remoteTip(bench, remote)).toBe(commit);
  expect(await readFile(log, 'utf8')).toContain('-o BatchMode=yes');

  await bench.git(bench.dir, 'config', '--global', 'core.sshCommand', `${join(bin, 'ssh')} -i /home/ada/key`);
  await pushOf(bench, await moreWork(bench, 'two'), `ssh://git@forge.example${remote}`, { userEnv });
  expect(await readFile(log, 'utf8')).toContain('-i /home/ada/key -o BatchMode=yes');

  await writeFile(
    join(bin, 'ssh'),
    '#!/bin/sh\necho "git@forge.example: Permission denied (publickey)." >&2\nexit 255\n',
  );
  await expect(pushOf(bench, commit, `git@forge.example:${remote}`, { userEnv })).rejects.toMatchObject({
    kind: 'delivery.auth_failed',
  });
});

/** Git only recommends it. */
const hasSsh = spawnSync('ssh', ['-V']).error === undefined;

test.runIf(hasSsh)('a push over ssh uses the key of the user, and says who did not let it in', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  await using host = await startSshHost();
  const url = host.urlOf(remote);
  const speak = (command: string) => bench.git(bench.dir, 'config', '--global', 'core.sshCommand', command);
  for (const [command, reason] of [
    [host.strangersCommand, /Permission denied \(publickey\)/],
    [host.newcomersCommand, /Host key verification failed/],
  ] as const) {
    await speak(command);
    await expect(pushOf(bench, commit, url)).rejects.toMatchObject({
      kind: 'delivery.auth_failed',
      facts: { remote: url, reason: expect.stringMatching(reason) },
      hint: expect.stringContaining(`git ls-remote ${url}`),
    });
  }
  expect(host.commands).toEqual([]);

  await speak(host.sshCommand);
  expect(await pushOf(bench, commit, url)).toMatchObject({ commit, previous: null });
  expect(await remoteTip(bench, remote)).toBe(commit);
  expect(host.commands).toContain(`git-receive-pack '${remote}'`);
  await expect(pushOf(bench, commit, `${url}.nowhere`)).rejects.toMatchObject({
    kind: 'delivery.remote_gone',
  });
  await host.close();
  await expect(pushOf(bench, commit, url)).rejects.toMatchObject({ kind: 'delivery.remote_unreachable' });
});

test('a push over http uses the credentials of the address or of the user, and shows neither', async () => {
  const { bench } = await readyToPush();
  await using _ = bench;
  await using host = await startGitHost({ auth: { user: 'ada', password: 's3cret/word' } });
  await host.create('shop');
  const url = host.repoUrl('shop');
  const commit = await moreWork(bench, 'over http');
  const refused = pushOf(bench, commit, url.replace('://', '://ada:wr0ngword@'));
  await expect(refused).rejects.toMatchObject({ kind: 'delivery.auth_failed', facts: { remote: url } });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('wr0ngword') });
  await expect(pushOf(bench, commit, url)).rejects.toMatchObject({ kind: 'delivery.auth_failed' });

  const result = await pushOf(bench, commit, url.replace('://', '://ada:s3cret%2Fword@'));
  expect(result).toMatchObject({ remote: url, previous: null });
  expect(JSON.stringify(result)).not.toContain('s3cret');

  const { host: where } = new URL(url);
  await writeFile(join(bench.dir, 'home', '.git-credentials'), `http://ada:s3cret%2Fword@${where}\n`);
  await bench.git(bench.dir, 'config', '--global', 'credential.helper', 'store');
  expect(await pushOf(bench, await moreWork(bench, 'stored'), url)).toMatchObject({ previous: commit });
});

test('a host that is gone, hangs or drops the connection is told apart', async () => {
  const { bench, commit } = await readyToPush();
  await using _ = bench;
  await using host = await startGitHost();
  await host.create('shop');
  await expect(pushOf(bench, commit, host.repoUrl('nothing'))).rejects.toMatchObject({
    kind: 'delivery.remote_gone',
  });
  host.faults.status = 503;
  await expect(pushOf(bench, commit, host.repoUrl('shop'))).rejects.toMatchObject({
    kind: 'delivery.remote_unreachable',
  });
  host.faults.status = null;
  host.faults.delayMs = 60_000;
  await expect(pushOf(bench, commit, host.repoUrl('shop'), { timeoutMs: 300 })).rejects.toMatchObject({
    kind: 'delivery.timeout',
  });
  host.faults.delayMs = 0;
  host.faults.drop = 'push';
  await expect(pushOf(bench, commit, host.repoUrl('shop'))).rejects.toMatchObject({
    kind: expect.stringMatching(/^delivery\.(push_failed|remote_unreachable)$/),
  });
  host.faults.drop = 'none';
  expect(await pushOf(bench, commit, host.repoUrl('shop'))).toMatchObject({ commit });
});

test('a cancelled push leaves the remote as it was', async () => {
  const { bench, commit, remote } = await readyToPush();
  await using _ = bench;
  const hook = join(remote, 'hooks', 'pre-receive');
  await writeFile(hook, `#!/bin/sh\ntouch ${bench.dir}/waiting\nsleep 60\n`, { mode: 0o755 });
  const cancel = new AbortController();
  const pushing = pushOf(bench, commit, remote, { signal: cancel.signal });
  await expect.poll(() => readFile(join(bench.dir, 'waiting')), { timeout: 10_000 }).toBeDefined();
  cancel.abort(new Error('enough'));
  await expect(pushing).rejects.toThrow('enough');
  await expect(remoteTip(bench, remote)).rejects.toThrow('rev-parse');
  await rm(hook);
  await pushOf(bench, commit, remote);
});

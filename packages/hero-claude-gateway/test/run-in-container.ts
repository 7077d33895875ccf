import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { requireEngine } from 'hero-claude-testkit';
import { onTestFinished } from 'vitest';

export const sessionImage = process.env['HERO_TEST_IMAGE'] ?? 'hero-claude-sandbox:latest';

/** The user of a session's container, and the owner of its sockets. */
export const containerUser =
  process.getuid?.() === 0
    ? { uid: 1000, gid: 1000 }
    : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

export interface ContainerRun {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command as a session's container would: without a network, read-only, without capabilities, with
 * nothing of the host but the two sockets.
 */
export async function runInContainer(
  runDir: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<ContainerRun> {
  const docker = await requireEngine({ image: sessionImage });
  const { uid, gid } = containerUser;
  const tmpfs = `rw,exec,nosuid,nodev,size=256m,uid=${uid},gid=${gid},mode=0700`;
  const container = await docker.createContainer({
    Image: sessionImage,
    Cmd: [...argv],
    User: `${uid}:${gid}`,
    WorkingDir: '/workspace',
    Env: Object.entries({ HOME: '/home/agent', ...env }).map(([name, value]) => `${name}=${value}`),
    Labels: { 'hero.claude.instance': randomBytes(4).toString('hex'), 'hero.claude.role': 'probe' },
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      PidsLimit: 256,
      Memory: 2 ** 30,
      Tmpfs: { '/tmp': tmpfs, '/home/agent': tmpfs, '/workspace': tmpfs },
      Mounts: [{ Type: 'bind', Source: runDir, Target: '/run/hero', ReadOnly: true }],
    },
  });
  // Also when the test gives up waiting.
  onTestFinished(async () => {
    await container.remove({ force: true, v: true });
  });
  const output = await container.attach({ stream: true, stdout: true, stderr: true });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  container.modem.demuxStream(output, stdout, stderr);
  output.once('end', () => {
    stdout.end();
    stderr.end();
  });
  await container.start();
  const [out, err] = await Promise.all([text(stdout), text(stderr)]);
  const { StatusCode } = (await container.wait()) as { StatusCode: number };
  return { exitCode: StatusCode, stdout: out, stderr: err };
}

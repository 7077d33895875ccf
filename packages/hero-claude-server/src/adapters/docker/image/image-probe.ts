import { randomUUID } from 'node:crypto';
import { engineFailed } from '../../../domain/container/engine-errors.ts';
import type { Containers } from '../container/containers.ts';
import { hostConfig } from '../container/create-options.ts';
import type { Connection } from '../engine/connection.ts';
import { runProbe } from '../engine/run-probe.ts';

/** What a container of an image turned out to hold. */
export interface ImageFacts {
  /** Of the tools a session needs those that are not there; `GNU tail` for another kind of tail. */
  missing: string[];
  /** As `claude --version` says it, e.g. `2.1.329`; absent when it says nothing usable. */
  cliVersion: string | undefined;
}

const mib = 2 ** 20;
// One processor is what every machine has.
const limits = { cpus: 1, memoryBytes: 1024 * mib, pids: 128, openFiles: 1024, tmpBytes: 64 * mib };

const tools = ['bash', 'tail', 'claude', 'git', 'socat'];
/** What the engine's init answers for a program that is not there. */
const notFoundCode = 127;

const script = `
for tool in ${tools.join(' ')}; do
  command -v "$tool" >/dev/null || echo "missing $tool"
done
if command -v tail >/dev/null; then
  case $(tail --version 2>/dev/null) in *GNU*) ;; *) echo 'missing GNU tail' ;; esac
fi
command -v claude >/dev/null && echo "cli $(claude --version 2>/dev/null </dev/null)"
echo done
`;

/** Looks into an image by running a hardened container of it without network. */
export async function probeImage(
  engine: { connection: Connection; containers: Containers; instance: string },
  image: { id: string; user: { uid: number; gid: number } },
): Promise<ImageFacts> {
  const isolation = { limits, mounts: [], hostUserIds: false };
  const { stdout, outcome } = await runProbe(engine, {
    owner: { instance: engine.instance, role: 'probe' },
    nameSuffix: `-${randomUUID()}`,
    image: image.id,
    user: image.user,
    workingDir: '/',
    env: { HOME: '/tmp', DISABLE_AUTOUPDATER: '1' },
    argv: ['sh', '-c', script],
    hostConfig: hostConfig(isolation),
  });
  if (outcome.exitCode === notFoundCode) return { missing: ['sh', ...tools], cliVersion: undefined };
  const lines = stdout.split('\n');
  const values = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  if (!lines.includes('done')) {
    const reason =
      outcome.error ?? `the probe ended with ${outcome.signal ?? `exit code ${outcome.exitCode}`}`;
    throw engineFailed({ operation: 'look into the image', status: null, reason });
  }
  return {
    missing: values('missing'),
    cliVersion: /\d+\.\d+\.\d+\S*/.exec(values('cli')[0] ?? '')?.[0],
  };
}

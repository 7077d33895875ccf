import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Longest socket path the product makes below a home: `/hero/var/hero_claude/run/<8 hex>/egress.sock` and kin. */
const longestSocketBytes = 60;
const maxSocketBytes = 100;

/** A person's home for one test: nothing in it or in `env` comes from the real one. */
export interface TempHome extends AsyncDisposable {
  dir: string;
  codeRoot: string;
  buildDir: string;
  claudeConfigDir: string;
  socketDir: string;
  /** Reserved for the test's TCP listener. */
  port: number;
  /** The whole environment for a child process. No model credential, no proxy, no configuration of the caller. */
  env: Record<string, string>;
  close(): Promise<void>;
}

export interface TempHomeOptions {
  /** Added to `env`. */
  env?: Record<string, string>;
}

/** Makes a home below a short temporary directory, so that socket paths stay within 100 bytes. */
export async function createTempHome(options: TempHomeOptions = {}): Promise<TempHome> {
  const base = await realpath(tmpdir());
  const short = Buffer.byteLength(base) + '/h-XXXXXX'.length + longestSocketBytes <= maxSocketBytes;
  const dir = await mkdtemp(join(short ? base : '/tmp', 'h-'));
  const codeRoot = join(dir, 'code');
  const buildDir = join(dir, 'build');
  const claudeConfigDir = join(dir, '.claude');
  const socketDir = join(dir, 'hero', 'var', 'sockets');
  const folders = [
    codeRoot,
    buildDir,
    claudeConfigDir,
    join(dir, 'hero', 'cfg', 'hero_claude'),
    join(dir, 'hero', 'bin'),
  ];
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await mkdir(socketDir, { recursive: true, mode: 0o700 });
  await writeFile(join(dir, '.gitconfig'), gitConfig);
  const port = await freePort();
  const close = async (): Promise<void> => {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    dir,
    codeRoot,
    buildDir,
    claudeConfigDir,
    socketDir,
    port,
    env: {
      PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      ...inherited(['DOCKER_HOST', 'DOCKER_CERT_PATH', 'DOCKER_TLS_VERIFY']),
      HOME: dir,
      CODEROOT: codeRoot,
      BUILDDIR: buildDir,
      CLAUDE_CONFIG_DIR: claudeConfigDir,
      HERO_SOCKET_DIR: socketDir,
      HERO_CLAUDE_HOST: '127.0.0.1',
      HERO_CLAUDE_PORT: String(port),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      ...options.env,
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const gitConfig = `[user]
\tname = Test Person
\temail = person@example.test
[init]
\tdefaultBranch = main
[protocol "file"]
\tallow = always
`;

/** Where the engine is reached is a fact of the machine, not a setting of the person. */
function inherited(names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

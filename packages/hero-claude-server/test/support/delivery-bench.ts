import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import type { AirlockRepo } from '../../src/adapters/git/delivery/airlock.ts';
import { type Airlock, type AirlockOptions, createAirlock } from '../../src/adapters/git/delivery/airlock.ts';
import type { ContainerExec } from '../../src/domain/container/container-exec.ts';
import { runProcess } from '../../src/lib/process.ts';

export const identity = { name: 'Ada Lovelace', email: 'ada@example.org' };
export const finishing = { commit: { message: 'Finish the work', identity } };

/** One repo of one session on disk: source, vault, session copy. Commands of the copy run as local processes. */
export interface DeliveryBench extends AsyncDisposable {
  dir: string;
  source: string;
  copyDir: string;
  quarantineDir: string;
  /** HEAD of the source. */
  base: string;
  snapshot: string;
  repo: AirlockRepo;
  airlock: Airlock;
  git(cwd: string, ...args: string[]): Promise<string>;
  /** In the session copy. */
  write(path: string, content: string | Buffer): Promise<void>;
  /** Commits everything in the session copy, as an agent would. */
  commit(message: string): Promise<string>;
  /** Every ref, object and file name of the vault: equal before and after where nothing was let in. */
  vaultState(): Promise<string>;
}

export interface DeliveryBenchOptions {
  objectFormat?: 'sha1' | 'sha256';
  /** Files of the source before the session. */
  files?: Record<string, string | Buffer>;
  /** Files the user had not committed. */
  uncommitted?: Record<string, string>;
  airlock?: Partial<AirlockOptions>;
}

export async function createDeliveryBench(options: DeliveryBenchOptions = {}): Promise<DeliveryBench> {
  const dir = await mkdtemp(join(tmpdir(), 'delivery-'));
  const home = join(dir, 'home');
  const source = join(dir, 'source');
  const copyDir = join(dir, 'copy');
  const vaultDir = join(dir, 'vault', 'shop.git');
  const quarantineDir = join(dir, 'quarantine');
  for (const folder of [home, source, quarantineDir, dirname(vaultDir)])
    await mkdir(folder, { recursive: true });
  await writeFile(
    join(home, '.gitconfig'),
    '[user]\nname = Ada Lovelace\nemail = ada@example.org\n[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n',
  );
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: home, LC_ALL: 'C' };
  const git = async (cwd: string, ...args: string[]): Promise<string> => {
    const result = await runProcess('git', args, { cwd, env });
    if (result.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
    return result.stdout.toString().trimEnd();
  };

  await git(source, 'init', '-q', `--object-format=${options.objectFormat ?? 'sha1'}`);
  await writeAll(
    source,
    options.files ?? { 'README.md': 'The shop\n', 'src/login.ts': 'export const ok = false;\n' },
  );
  await git(source, 'add', '-A');
  await git(source, 'commit', '-qm', 'First');
  const base = await git(source, 'rev-parse', 'HEAD');
  await git(dir, 'clone', '-q', '--bare', '--no-local', source, vaultDir);
  await git(dir, 'clone', '-q', '--no-local', source, copyDir);
  await git(copyDir, 'switch', '-qc', 'hero/0a1b2c3d-fix-login');
  if (options.uncommitted !== undefined) {
    await writeAll(copyDir, options.uncommitted);
    await git(copyDir, 'add', '-A');
    await git(copyDir, 'commit', '-qm', 'uncommitted changes at session start');
  }
  const snapshot = await git(copyDir, 'rev-parse', 'HEAD');
  await git(vaultDir, 'fetch', '-q', copyDir, `+HEAD:refs/hero/0a1b2c3d/snapshot`);

  const exec: ContainerExec = async (argv, { signal, stdin, stdout, env: extra, ...rest } = {}) => {
    const [program = '', ...args] = argv;
    const result = await runProcess(program, args, {
      env: { ...env, ...extra },
      cwd: rest.cwd ?? copyDir,
      ...(rest.timeoutMs === undefined ? {} : { timeoutMs: rest.timeoutMs }),
      ...(rest.maxOutputBytes === undefined ? {} : { maxOutputBytes: rest.maxOutputBytes }),
      ...(signal === undefined ? {} : { signal }),
      ...(stdin === undefined ? {} : { stdin }),
      ...(stdout === undefined ? {} : { stdout }),
    });
    return { ...result, stdout: result.stdout.toString() };
  };
  return {
    dir,
    source,
    copyDir,
    quarantineDir,
    base,
    snapshot,
    repo: {
      sessionId: '0a1b2c3d',
      copy: { exec, repoDir: copyDir, repo: 'shop' },
      vault: { dir: vaultDir, repo: 'shop' },
      snapshot,
    },
    airlock: createAirlock({
      quarantineDir,
      buildDir: null,
      codeRoot: null,
      userEnv: env,
      log: pino({ level: 'silent' }),
      ...options.airlock,
    }),
    git,
    write: (path, content) => writeAll(copyDir, { [path]: content }),
    async commit(message) {
      await git(copyDir, 'add', '-A');
      await git(copyDir, 'commit', '-qm', message);
      return git(copyDir, 'rev-parse', 'HEAD');
    },
    async vaultState() {
      const files = await runProcess('find', ['.', '-type', 'f', '-printf', '%p %s\n'], {
        cwd: vaultDir,
        env,
      });
      const refs = await git(vaultDir, 'for-each-ref');
      const head = await readFile(join(vaultDir, 'HEAD'), 'utf8');
      return [...files.stdout.toString().split('\n').toSorted(), refs, head].join('\n');
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

async function writeAll(root: string, files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

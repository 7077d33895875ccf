import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome, git, gitEnv, type TempHome } from 'hero-claude-testkit';
import type { SourceLimits } from '../../src/adapters/git/git-command.ts';
import { createSourceGit, type SourceGit } from '../../src/adapters/git/source/source-git.ts';
import type { ContainerExec } from '../../src/domain/container/container-exec.ts';
import type { FileOwner, PreparedRepo, PrepareInput } from '../../src/domain/repo/source-repo.ts';
import {
  containerRepoDir,
  type SessionFolder,
  sessionFolder,
  vaultPath,
} from '../../src/domain/session/session-folder.ts';
import { runProcess } from '../../src/lib/process.ts';

export interface SourceFixture extends AsyncDisposable {
  home: TempHome;
  cacheDir: string;
  sourceGit: SourceGit;
  warnings: unknown[];
  /** Makes the session's folders. */
  folder: (sessionId: string) => Promise<SessionFolder>;
  /** Prepares repository `id` of CODEROOT for a session. */
  prepare: (id: string, input?: Partial<PrepareInput>) => Promise<Prepared>;
}

export interface Prepared {
  repo: PreparedRepo;
  copy: string;
  vault: string;
  folder: SessionFolder;
  inCopy: (...args: string[]) => Promise<string>;
  inVault: (...args: string[]) => Promise<string>;
  /** Stands in for the container: a local process that finds the copy where the container has it. */
  exec: ContainerExec;
}

export const person = { name: 'Test Person', email: 'person@example.test' };

/** A home with a CODEROOT, and the adapter under test over it. */
export async function openSourceFixture(
  options: { owner?: FileOwner; limits?: SourceLimits } = {},
): Promise<SourceFixture> {
  const home = await createTempHome();
  const cacheDir = join(home.dir, 'hero/var/hero_claude/git');
  const warnings: unknown[] = [];
  const log = { info: () => undefined, warn: (fields: unknown) => void warnings.push(fields) };
  const sourceGit = createSourceGit({ cacheDir, ...options, env: home.env, log });
  let sessions = 0;

  async function folder(sessionId: string): Promise<SessionFolder> {
    const made = sessionFolder(home.buildDir, sessionId);
    for (const path of [made.code, made.vaults, made.logs]) await mkdir(path, { recursive: true });
    return made;
  }

  async function prepare(id: string, input: Partial<PrepareInput> = {}): Promise<Prepared> {
    sessions += 1;
    const sessionId = input.sessionId ?? sessions.toString(16).padStart(8, '0');
    const made = await folder(sessionId);
    const source = await sourceGit.resolve(home.codeRoot, id, { buildDir: home.buildDir });
    const repo = await sourceGit.prepare({
      source,
      folder: made,
      sessionId,
      branch: `hero/${sessionId}-work`,
      clean: false,
      include: [],
      identity: person,
      ...input,
    });
    const copy = join(made.code, id);
    const vault = vaultPath(made, id);
    return {
      repo,
      copy,
      vault,
      folder: made,
      inCopy: async (...args) => git(copy, args),
      inVault: async (...args) => git(vault, args),
      exec: localExec(id, copy),
    };
  }

  return {
    home,
    cacheDir,
    sourceGit,
    warnings,
    folder,
    prepare,
    [Symbol.asyncDispose]: async () => home.close(),
  };
}

function localExec(id: string, copy: string): ContainerExec {
  const inContainer = containerRepoDir(id);
  return async (argv, { env, stdin, stdout, cwd, timeoutMs, maxOutputBytes, signal } = {}) => {
    const [program = '', ...args] = argv.map((arg) => (arg === inContainer ? copy : arg));
    const safe = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
    const result = await runProcess(program, args, {
      env: { PATH: gitEnv['PATH'], HOME: '/nonexistent', ...safe, ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...(stdin === undefined ? {} : { stdin }),
      ...(stdout === undefined ? {} : { stdout }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(maxOutputBytes === undefined ? {} : { maxOutputBytes }),
      ...(signal === undefined ? {} : { signal }),
    });
    return { ...result, stdout: result.stdout.toString() };
  };
}

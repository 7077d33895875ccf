import { deliveryTimeout, deliveryVaultFailed } from '../../../domain/delivery/delivery-errors.ts';
import { diskFull, toolMissing } from '../../../domain/repo/git-errors.ts';
import { type ProcessOptions, type ProcessResult, runProcess, SpawnError } from '../../../lib/process.ts';
import { limitedTo, type ResourceLimits } from '../../../lib/resource-limits.ts';
import { isOutOfSpace } from '../../disk-space.ts';

/** A host-owned bare repository of a session. */
export interface Vault {
  /** Absolute path of the bare repository. */
  dir: string;
  /** Repo id, for messages. */
  repo: string;
}

/** What one git process may use. The data it reads comes from an agent. */
export interface ProcessLimits extends Required<ResourceLimits> {
  timeoutMs: number;
}

export const readLimits: ProcessLimits = {
  memoryBytes: 2 * 1024 ** 3,
  cpuSeconds: 120,
  fileBytes: 256 * 1024 ** 2,
  timeoutMs: 120_000,
};

export interface VaultGitOptions extends Pick<ProcessOptions, 'stdin' | 'maxOutputBytes' | 'endAtMaxOutput'> {
  /** Names the step in a timeout. */
  step: string;
  env?: Record<string, string>;
  limits?: ProcessLimits;
  signal?: AbortSignal | undefined;
}

/** Beyond this git neither inflates a blob for a diff nor looks for deltas to it. */
const bigFileThreshold = '32m';

/**
 * Runs git on a vault. No configuration but the vault's own is read, no hook, no external diff and
 * no replace ref is used, and the process is bounded. Any exit code resolves; a timeout is
 * `delivery.timeout`.
 */
export async function tryVaultGit(
  vault: Vault,
  args: readonly string[],
  options: VaultGitOptions,
): Promise<ProcessResult> {
  const limits = options.limits ?? readLimits;
  const [program = 'git', ...argv] = [...limitedTo(limits), 'git', ...fixedConfig, ...args];
  const result = await runProcess(program, argv, {
    cwd: vault.dir,
    env: { ...vaultEnv(vault), ...options.env },
    timeoutMs: limits.timeoutMs,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.maxOutputBytes === undefined ? {} : { maxOutputBytes: options.maxOutputBytes }),
    ...(options.endAtMaxOutput === undefined ? {} : { endAtMaxOutput: options.endAtMaxOutput }),
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  }).catch(missingTool);
  if (result.timedOut) {
    throw deliveryTimeout({ repo: vault.repo, step: options.step, timeout_ms: limits.timeoutMs });
  }
  const said = new Error(result.stderr);
  if (result.exitCode !== 0 && isOutOfSpace(said)) {
    throw diskFull({ path: vault.dir, need_bytes: 1, have_bytes: 0 }, { cause: said });
  }
  return result;
}

/** Like `tryVaultGit`; an exit code that is not 0 is `delivery.vault_failed`. */
export async function vaultGit(
  vault: Vault,
  args: readonly string[],
  options: VaultGitOptions,
): Promise<Buffer> {
  const result = await tryVaultGit(vault, args, options);
  if (result.exitCode !== 0) throw vaultFailure(vault, args, result);
  return result.stdout;
}

export function vaultFailure(vault: Vault, args: readonly string[], result: ProcessResult): Error {
  const end = result.signal ?? `exit code ${result.exitCode}`;
  return deliveryVaultFailed({
    repo: vault.repo,
    reason: `git ${args[0]}: ${lastLines(result.stderr) || end}`,
  });
}

/** Whether its limits ended a process, and not what it found. */
export function usedUpItsMeans({ signal, stderr }: ProcessResult): boolean {
  return signal === 'SIGXCPU' || signal === 'SIGKILL' || /out of memory/i.test(stderr);
}

/** For `catch`: what cannot be started is not installed. */
export function missingTool(error: unknown): never {
  throw error instanceof SpawnError ? toolMissing({ tool: error.program }, { cause: error }) : error;
}

/** The end of what git wrote to stderr, on one line. */
export function lastLines(stderr: string): string {
  return stderr.trim().split('\n').slice(-3).join('; ').slice(-500);
}

const fixedConfig = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.bigFileThreshold', bigFileThreshold],
  ['core.fsync', 'committed,reference'],
  ['gc.auto', '0'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

function vaultEnv(vault: Vault): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_DIR: vault.dir,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
  };
}

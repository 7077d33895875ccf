import { type FileHandle, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  deliveryBaseRewritten,
  deliveryBundleRefused,
  deliveryTooLarge,
} from '../../../domain/delivery/delivery-errors.ts';
import { isObjectId, objectFormatOf } from '../../../domain/delivery/object-id.ts';
import { splitNul } from '../../../domain/session/raw-path.ts';
import type { ProcessResult } from '../../../lib/process.ts';
import { lastLines, type ProcessLimits, tryVaultGit, type Vault, vaultGit } from '../vault/vault-git.ts';
import { readBundle } from './bundle-file.ts';
import { BundleFormatError, type BundleHeader } from './bundle-header.ts';
import { openQuarantine } from './quarantine.ts';

/** How large a delivery may be, and what checking it may cost. */
export interface ImportLimits {
  bundleBytes: number;
  objects: number;
  commits: number;
  /** Of one commit: message and headers. */
  commitBytes: number;
  memoryBytes: number;
  cpuSeconds: number;
  timeoutMs: number;
}

export const defaultImportLimits: ImportLimits = {
  bundleBytes: 4 * 1024 ** 3,
  objects: 5_000_000,
  commits: 100_000,
  commitBytes: 1024 ** 2,
  memoryBytes: 2 * 1024 ** 3,
  cpuSeconds: 900,
  timeoutMs: 900_000,
};

export interface ImportOptions {
  vault: Vault;
  /** Of a host-owned file, standing at its first byte. */
  bundle: FileHandle;
  /** The one ref that is written; the names in the bundle are not used. */
  ref: `refs/hero/${string}`;
  /** The commit the work must be built on; null where the session began without one. */
  base: string | null;
  /** False for looking at a running session, whose history may be in any shape. */
  requireBase?: boolean;
  limits?: Partial<ImportLimits>;
  signal?: AbortSignal | undefined;
}

export interface ImportedBundle {
  commit: string;
  /** From the base to the commit. */
  commits: number;
  /** In the pack. */
  objects: number;
  /** Of the bundle. */
  bytes: number;
}

/**
 * Lets the commits of a bundle into a vault, or leaves the vault as it was. Saying it again is harmless.
 * Two imports into one vault must not overlap.
 * @throws delivery.bundle_refused, delivery.base_rewritten, delivery.too_large, delivery.timeout, disk.full
 */
export async function importBundle(options: ImportOptions): Promise<ImportedBundle> {
  const { vault, base, ref, signal } = options;
  const limits = { ...defaultImportLimits, ...options.limits };
  try {
    const bundle = await readBundle(options.bundle);
    const { tip } = bundle.header;
    if (bundle.bytes > limits.bundleBytes) {
      throw deliveryTooLarge({ repo: vault.repo, limit_bytes: limits.bundleBytes });
    }
    if (bundle.objects > limits.objects) throw new BundleFormatError(`${bundle.objects} objects`);
    refuseOtherFormat(tip, base);
    await havePrerequisites(vault, bundle.header, base, signal);

    await using quarantine = await openQuarantine(vault);
    const checks = new IncomingChecks(vault, quarantine.env, limits, signal);
    const present = (await looseRef(vault, ref)) === tip;
    if (!present) await checks.indexPack(options.bundle.fd, bundle.bytes);
    const [, { commits, builtOnBase }] = await allOf([
      present ? null : checks.connected(tip),
      checks.history(tip, base),
    ]);
    if (!builtOnBase && base !== null && (options.requireBase ?? true)) {
      throw deliveryBaseRewritten({ repo: vault.repo, base, head: tip });
    }
    await quarantine.admit();
    await vaultGit(vault, ['update-ref', '--no-deref', ref, tip], { step: 'update-ref', signal });
    return { commit: tip, commits, objects: bundle.objects, bytes: bundle.bytes };
  } catch (error) {
    if (!(error instanceof BundleFormatError)) throw error;
    throw deliveryBundleRefused({ repo: vault.repo, reason: error.message }, { cause: error });
  }
}

/** What a ref of ours stands at, where that can be known without asking git: refs of ours are never packed. */
async function looseRef(vault: Vault, ref: string): Promise<string | null> {
  const content = await readFile(join(vault.dir, ref), 'latin1').catch(() => '');
  return isObjectId(content.trim()) ? content.trim() : null;
}

/** Git itself says only that the pack is garbled. */
function refuseOtherFormat(tip: string, base: string | null): void {
  if (base === null || objectFormatOf(tip) === objectFormatOf(base)) return;
  throw new BundleFormatError(
    `its object ids are ${objectFormatOf(tip)}, the vault's ${objectFormatOf(base)}`,
  );
}

/** An honest bundle needs the base and nothing else, unless the agent merged branches of the source. */
async function havePrerequisites(
  vault: Vault,
  { prerequisites }: BundleHeader,
  base: string | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  const others = prerequisites.filter((oid) => oid !== base);
  if (others.length === 0) return;
  const out = await vaultGit(vault, ['cat-file', '--batch-check=%(objecttype)'], {
    step: 'reading the vault',
    stdin: others.map((oid) => `${oid}\n`).join(''),
    signal,
  });
  const types = out.toString().split('\n');
  const missing = others.find((_, index) => types[index] !== 'commit');
  if (missing === undefined) return;
  throw new BundleFormatError(`it builds on ${missing}, which the vault does not have`);
}

/** Waits for all even when one fails, as nothing may still read what is removed then; the first error counts. */
async function allOf<T extends readonly unknown[]>(checks: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(checks);
  return Promise.all(checks);
}

/** The texts of all commits of one delivery. */
const maxHistoryBytes = 64 * 1024 ** 2;

/** The checks between the bytes and the vault, each one a git process over the quarantine. */
class IncomingChecks {
  readonly #vault: Vault;
  readonly #env: Record<string, string>;
  readonly #limits: ImportLimits;
  readonly #signal: AbortSignal | undefined;

  constructor(
    vault: Vault,
    env: Record<string, string>,
    limits: ImportLimits,
    signal: AbortSignal | undefined,
  ) {
    this.#vault = vault;
    this.#env = env;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** Every object inflates, hashes, is well-formed (fsck, warnings included) and links to what exists. */
  async indexPack(packFd: number, bytes: number): Promise<void> {
    const args = ['index-pack', '--strict', '--fix-thin', '--stdin', `--max-input-size=${bytes}`];
    const result = await this.#git(args, packFd, undefined, bytes);
    if (result.exitCode !== 0) throw new BundleFormatError(refusalOf(result));
  }

  /** Everything the tip reaches is here or is reached by the vault's refs. */
  async connected(tip: string): Promise<void> {
    const result = await this.#git(['rev-list', '--objects', '--quiet', tip, '--not', '--all']);
    if (result.exitCode !== 0) throw new BundleFormatError(`objects are missing: ${refusalOf(result)}`);
  }

  /**
   * Counts the commits, and says whether they are built on the base: then it is the tip, or a parent of one of them.
   * Refuses a tip that is no commit, and a commit too large to be shown.
   */
  async history(tip: string, base: string | null): Promise<{ commits: number; builtOnBase: boolean }> {
    const { commits, commitBytes } = this.#limits;
    const range = base === null ? [tip] : [tip, `^${base}`];
    const args = ['rev-list', '--header', `--max-count=${commits + 1}`, ...range, '--'];
    const result = await this.#git(args, undefined, maxHistoryBytes);
    if (result.exitCode !== 0) throw new BundleFormatError(`${tip} is not a commit: ${refusalOf(result)}`);
    const found = splitNul(result.stdout);
    if (found.length > commits || result.truncated) throw new BundleFormatError('too many commits');
    if (found.some((commit) => commit.length > commitBytes)) {
      throw new BundleFormatError(`a commit is larger than ${commitBytes} bytes`);
    }
    // A tag is listed as the commit it names, and what the base reaches is not listed at all.
    if (!found.some((commit) => commit.startsWith(`${tip}\n`))) await this.#isCommit(tip);
    const builtOnBase = base === null || tip === base || found.some((commit) => isChildOf(commit, base));
    return { commits: found.length, builtOnBase };
  }

  async #isCommit(tip: string): Promise<void> {
    const type = await this.#git(['cat-file', '-t', tip]);
    if (type.stdout.toString().trim() !== 'commit') throw new BundleFormatError(`${tip} is not a commit`);
  }

  #git(
    args: readonly string[],
    stdin?: number,
    maxOutputBytes = 1024 ** 2,
    fileBytes = 0,
  ): Promise<ProcessResult> {
    const { memoryBytes, cpuSeconds, timeoutMs } = this.#limits;
    // Completing a thin pack copies the objects it builds on, which the vault holds already.
    const limits: ProcessLimits = {
      memoryBytes,
      cpuSeconds,
      timeoutMs,
      fileBytes: fileBytes * 2 + 256 * 1024 ** 2,
    };
    return tryVaultGit(this.#vault, args, {
      step: 'checking the work',
      env: this.#env,
      limits,
      maxOutputBytes,
      signal: this.#signal,
      ...(stdin === undefined ? {} : { stdin }),
    });
  }
}

/** Of a commit as `rev-list --header` shows it: its id, its tree, and then its parents. */
function isChildOf(commit: string, parent: string): boolean {
  const parents = /^\w+\ntree \w+\n((?:parent \w+\n)*)/.exec(commit)?.[1] ?? '';
  return parents.includes(`parent ${parent}\n`);
}

function refusalOf(result: ProcessResult): string {
  if (result.signal === 'SIGXCPU' || result.signal === 'SIGKILL') return 'it takes too long to unpack';
  if (result.signal === 'SIGXFSZ') return 'it grows too large while it is unpacked';
  if (/[Oo]ut of memory/.test(result.stderr)) return 'it needs too much memory to unpack';
  return lastLines(result.stderr) || `git ended with ${result.signal ?? result.exitCode}`;
}

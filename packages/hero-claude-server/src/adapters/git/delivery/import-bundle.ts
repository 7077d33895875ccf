import {
  deliveryBaseRewritten,
  deliveryBundleRefused,
  deliveryTooLarge,
} from '../../../domain/delivery-errors.ts';
import { isObjectId, objectFormatOf } from '../../../domain/object-id.ts';
import type { ProcessResult } from '../../../lib/process.ts';
import { openBundle } from './bundle-file.ts';
import { BundleFormatError } from './bundle-header.ts';
import { openQuarantine } from './quarantine.ts';
import {
  lastLines,
  type ProcessLimits,
  tryVaultGit,
  type Vault,
  vaultFailure,
  vaultGit,
} from './vault-git.ts';

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
  /** Path of a host-owned file. */
  bundle: string;
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
    await using bundle = await openBundle(options.bundle);
    const { tip, prerequisites } = bundle.header;
    if (bundle.bytes > limits.bundleBytes) {
      throw deliveryTooLarge({ repo: vault.repo, limit_bytes: limits.bundleBytes });
    }
    if (bundle.objects > limits.objects) throw new BundleFormatError(`${bundle.objects} objects`);
    refuseOtherFormat(tip, base);
    const previous = await inspectVault(vault, ref, prerequisites, signal);

    await using quarantine = await openQuarantine(vault);
    const checks = new IncomingChecks(vault, quarantine.env, limits, signal);
    if (tip !== previous) {
      await checks.indexPack(bundle.packFd, bundle.bytes);
      await checks.connected(tip);
    }
    const commits = await checks.commitsSince(tip, base);
    if (options.requireBase ?? true) await checks.builtOn(tip, base);
    await quarantine.admit();
    const expected = previous ?? '0'.repeat(tip.length);
    await vaultGit(vault, ['update-ref', '--no-deref', ref, tip, expected], { step: 'update-ref', signal });
    return { commit: tip, commits, objects: bundle.objects, bytes: bundle.bytes };
  } catch (error) {
    if (!(error instanceof BundleFormatError)) throw error;
    throw deliveryBundleRefused({ repo: vault.repo, reason: error.message }, { cause: error });
  }
}

/** Git itself says only that the pack is garbled. */
function refuseOtherFormat(tip: string, base: string | null): void {
  if (base === null || objectFormatOf(tip) === objectFormatOf(base)) return;
  throw new BundleFormatError(
    `its object ids are ${objectFormatOf(tip)}, the vault's ${objectFormatOf(base)}`,
  );
}

/** Checks that what the bundle builds on is there; returns what the ref holds now. */
async function inspectVault(
  vault: Vault,
  ref: string,
  prerequisites: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const out = await vaultGit(vault, ['cat-file', '--batch-check=%(objecttype) %(objectname)'], {
    step: 'reading the vault',
    stdin: `${[ref, ...prerequisites].join('\n')}\n`,
    signal,
  });
  const [atRef = '', ...present] = out.toString().trimEnd().split('\n');
  for (const [index, oid] of prerequisites.entries()) {
    if (present[index] !== `commit ${oid}`) {
      throw new BundleFormatError(`it builds on ${oid}, which the vault does not have`);
    }
  }
  const previous = atRef.split(' ')[1] ?? '';
  return isObjectId(previous) ? previous : null;
}

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
    const result = await this.#git(args, packFd, bytes);
    if (result.exitCode !== 0) throw new BundleFormatError(refusalOf(result));
  }

  /** Everything the tip reaches is here or is reached by the vault's refs. */
  async connected(tip: string): Promise<void> {
    const type = await this.#git(['cat-file', '-t', tip]);
    if (type.stdout.toString().trim() !== 'commit') throw new BundleFormatError(`${tip} is not a commit`);
    const result = await this.#git(['rev-list', '--objects', '--quiet', tip, '--not', '--all']);
    if (result.exitCode !== 0) throw new BundleFormatError(`objects are missing: ${refusalOf(result)}`);
  }

  /** Counts the commits, and refuses one that is too large to be shown. */
  async commitsSince(tip: string, base: string | null): Promise<number> {
    const range = base === null ? `${tip}\n` : `${tip}\n^${base}\n`;
    const list = await this.#git(['rev-list', '--stdin', `--max-count=${this.#limits.commits + 1}`], range);
    if (list.exitCode !== 0) throw vaultFailure(this.#vault, ['rev-list'], list);
    const oids = list.stdout.toString();
    const sizes = await this.#git(['cat-file', '--batch-check=%(objectsize)'], oids);
    const counted = sizes.stdout.toString().split('\n').slice(0, -1);
    if (counted.length > this.#limits.commits) throw new BundleFormatError('too many commits');
    if (counted.some((size) => Number(size) > this.#limits.commitBytes)) {
      throw new BundleFormatError(`a commit is larger than ${this.#limits.commitBytes} bytes`);
    }
    return counted.length;
  }

  async builtOn(tip: string, base: string | null): Promise<void> {
    if (base === null) return;
    const result = await this.#git(['merge-base', '--is-ancestor', base, tip]);
    if (result.exitCode === 1) throw deliveryBaseRewritten({ repo: this.#vault.repo, base, head: tip });
    if (result.exitCode !== 0) throw vaultFailure(this.#vault, ['merge-base'], result);
  }

  #git(args: readonly string[], stdin?: string | number, fileBytes = 0): Promise<ProcessResult> {
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
      signal: this.#signal,
      ...(stdin === undefined ? {} : { stdin }),
    });
  }
}

function refusalOf(result: ProcessResult): string {
  if (result.signal === 'SIGXCPU' || result.signal === 'SIGKILL') return 'it takes too long to unpack';
  if (result.signal === 'SIGXFSZ') return 'it grows too large while it is unpacked';
  if (/[Oo]ut of memory/.test(result.stderr)) return 'it needs too much memory to unpack';
  return lastLines(result.stderr) || `git ended with ${result.signal ?? result.exitCode}`;
}

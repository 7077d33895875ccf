import { isObjectId } from '../../../domain/delivery/object-id.ts';
import { tryVaultGit, type Vault, vaultGit } from './vault-git.ts';

/** The commit a ref of a vault stands at. */
export async function vaultCommit(vault: Vault, ref: string, signal?: AbortSignal): Promise<string | null> {
  const out = await vaultGit(vault, ['for-each-ref', '--format=%(objectname)', ref], {
    step: 'reading the vault',
    signal,
  });
  const oid = out.toString().trim();
  return isObjectId(oid) ? oid : null;
}

/** The first parent of a commit; null for a first commit. */
export async function parentOf(vault: Vault, commit: string, signal?: AbortSignal): Promise<string | null> {
  const out = await vaultGit(vault, ['rev-list', '--parents', '--max-count=1', commit, '--'], {
    step: 'reading the vault',
    signal,
  });
  return out.toString().trim().split(' ')[1] ?? null;
}

/** Whether a commit is another one, or is reached from it. A commit the vault does not have is not. */
export async function isAncestor(
  vault: Vault,
  commit: string,
  of: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const result = await tryVaultGit(vault, ['merge-base', '--is-ancestor', commit, of], {
    step: 'comparing commits',
    signal,
  });
  return result.exitCode === 0;
}

/** Where the source's own branches, tags and remote branches stand. */
export async function sourceTips(vault: Vault, signal?: AbortSignal): Promise<string[]> {
  const out = await vaultGit(
    vault,
    ['for-each-ref', '--format=%(objectname)', 'refs/heads', 'refs/tags', 'refs/remotes'],
    { step: 'reading the vault', signal },
  );
  return [...new Set(out.toString().split('\n').filter(isObjectId))];
}

import { deliveryCopyBusy } from '../../../domain/delivery-errors.ts';
import { copyGit, execInCopy, type SessionCopy } from './container-git.ts';

/**
 * Removes the locks a killed git left in a session copy. A lock beside a living git process that works in
 * the copy is not stale: then this waits for a moment, and gives up.
 * @throws delivery.copy_busy
 */
export async function removeStaleLocks(copy: SessionCopy, signal?: AbortSignal): Promise<void> {
  const paths = await copyGit(
    copy,
    [
      'rev-parse',
      '--path-format=absolute',
      '--show-toplevel',
      '--git-path',
      'index.lock',
      '--git-path',
      'HEAD.lock',
    ],
    { step: 'looking for locks', signal },
  );
  const [top = '', ...locks] = paths.trimEnd().split('\n');
  const result = await execInCopy(copy, ['bash', '-c', script, 'bash', top, ...locks], {
    step: 'removing stale locks',
    signal,
  });
  if (result.exitCode !== busyExitCode) return;
  const pids = result.stdout.trim().split(/\s+/).slice(0, 10).map(Number).filter(Number.isSafeInteger);
  throw deliveryCopyBusy({ repo: copy.repo, pids });
}

const busyExitCode = 75;

/** $1 is the top of the copy, the rest are lock files. Prints the pids that hold it and exits 75 when busy. */
const script = `
top=$1; shift
locked() { for lock; do [ -e "$lock" ] && return 0; done; return 1; }
owners() {
  for proc in /proc/[0-9]*; do
    { read -r comm < "$proc/comm"; } 2>/dev/null || continue
    case $comm in git*) ;; *) continue ;; esac
    case $(readlink "$proc/cwd" 2>/dev/null)/ in "$top"/*) echo "\${proc#/proc/}" ;; esac
  done
}
for try in 1 2 3 4 5 6; do
  locked "$@" || exit 0
  pids=$(owners)
  [ -n "$pids" ] || { rm -f -- "$@"; exit 0; }
  sleep 0.5
done
echo $pids
exit ${busyExitCode}
`;

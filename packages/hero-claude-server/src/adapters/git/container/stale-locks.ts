import { deliveryCopyBusy } from '../../../domain/delivery/delivery-errors.ts';
import { execInCopy, type SessionCopy } from './container-git.ts';

/**
 * Removes the locks a killed git left in a session copy. A lock beside a living git process that works in
 * the copy is not stale: then this waits for a moment, and gives up.
 * @throws delivery.copy_busy
 */
export async function removeStaleLocks(copy: SessionCopy, signal?: AbortSignal): Promise<void> {
  const result = await execInCopy(copy, ['bash', '-c', script, 'bash', copy.repoDir], {
    step: 'removing stale locks',
    signal,
  });
  if (result.exitCode !== busyExitCode) return;
  const pids = result.stdout.trim().split(/\s+/).slice(0, 10).map(Number).filter(Number.isSafeInteger);
  throw deliveryCopyBusy({ repo: copy.repo, pids });
}

const busyExitCode = 75;

/** $1 is the copy. Prints the pids that hold its locks and exits 75 when it is busy. */
const script = `
cd "$1" || exit 1
top=$(git rev-parse --show-toplevel) || exit 1
index=$(git rev-parse --path-format=absolute --git-path index.lock)
head=$(git rev-parse --path-format=absolute --git-path HEAD.lock)
locked() { [ -e "$index" ] || [ -e "$head" ]; }
owners() {
  for proc in /proc/[0-9]*; do
    { read -r comm < "$proc/comm"; } 2>/dev/null || continue
    case $comm in git*) ;; *) continue ;; esac
    case $(readlink "$proc/cwd" 2>/dev/null)/ in "$top"/*) echo "\${proc#/proc/}" ;; esac
  done
}
for try in 1 2 3 4 5 6; do
  locked || exit 0
  pids=$(owners)
  [ -n "$pids" ] || { rm -f -- "$index" "$head"; exit 0; }
  sleep 0.5
done
echo $pids
exit ${busyExitCode}
`;

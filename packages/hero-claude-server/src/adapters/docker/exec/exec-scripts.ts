import type { ExecOptions } from '../../../domain/container/container-exec.ts';
import { agentPathVariable } from '../../../domain/container/program-path.ts';

/**
 * Bash programs that run inside a session's container. They fork as little as they can, because the process
 * limit may be used up, and with -p they read neither BASH_ENV nor exported functions.
 */

export const execIdVariable = 'HERO_EXEC_ID';

/**
 * `list_marked MODE ID…` fills `marked` with the processes that carry an exec id in the environment they
 * were started with: one of the given ids (`only`), any other (`except`), or one that begins with another part
 * than the given (`others`). A process that ended while it
 * was looked at sets `vanished`: it may have left a child that the listing was too early for. `read -N` is
 * the one way in bash to read such a file in blocks and not byte by byte; it drops the NULs between entries.
 * `kill_marked ENOUGH MODE ID…` ends them until it has found none for a while; a listing in which nothing
 * vanished counts twice.
 */
const listMarked = `
list_marked() {
  local LC_ALL=C mode=$1 dir environ known; shift
  known=" $* "
  marked=() vanished=0
  for dir in /proc/[0-9]*; do
    [[ \${dir#/proc/} != "$$" ]] || continue
    environ=
    { read -r -N 4194304 environ <"$dir/environ"; } 2>/dev/null
    if [[ -z $environ ]]; then
      [[ -d $dir ]] || vanished=1
    elif [[ $environ =~ ${execIdVariable}=([0-9a-f-]{36}) ]]; then
      case $mode$known in
        only*" \${BASH_REMATCH[1]} "*) marked+=("\${dir#/proc/}") ;;
        except*" \${BASH_REMATCH[1]} "*) ;;
        except*) marked+=("\${dir#/proc/}") ;;
        others*" \${BASH_REMATCH[1]%%-*} "*) ;;
        others*) marked+=("\${dir#/proc/}") ;;
      esac
    fi
  done
}
kill_marked() {
  local enough=$1 round quiet=0; shift
  for ((round = 0; round < 100 && quiet < enough; round++)); do
    list_marked "$@"
    if ((\${#marked[@]} > 0)); then
      quiet=0
      kill -s KILL "\${marked[@]}" 2>/dev/null
    else
      quiet=$((quiet + 2 - vanished))
    fi
  done
  ((quiet >= enough))
}
`;

/** What the wrapper writes to stderr, followed by its exec id and one of `command`, `folder`, `left`. */
export const wrapperMark = 'hero-exec';

/**
 * Arguments: folder (empty for the container's own), `null` when there is no stdin, `agent` when programs are
 * looked for as the agent looks for them, then the command. Runs it
 * as a real program, never as a builtin, then ends what it left behind, so that a background child can
 * neither outlive the exec nor hold its output open.
 */
const wrapper = `${listMarked}
say() { printf '${wrapperMark}:%s:%s' "$${execIdVariable}" "$1" >&2; }
fail() { say "$1"; exit "$2"; }
folder=$1 stdin=$2 whose=$3; shift 3
[[ $whose == agent ]] && PATH=\${${agentPathVariable}:-$PATH}
if [[ -n $folder ]]; then cd -- "$folder" 2>/dev/null || fail folder 126; fi
case $1 in
  */*) [[ -f $1 && -x $1 ]] || fail command 127 ;;
  *) type -P -- "$1" >/dev/null || fail command 127 ;;
esac
[[ $stdin == null ]] && exec </dev/null
exec 3>&2 2>/dev/null
(exec -- "$@" 2>&3 3>&-)
code=$?
exec 2>&3 3>&-
kill_marked 4 only "$${execIdVariable}" || say left
exit "$code"
`;

/**
 * Arguments: mode, grace in 50 ms steps, exec ids. SIGTERM first, so that git removes its lock files, then
 * SIGKILL until none is left. Waits on its stdin, which nobody writes to: sleeping needs no process that way.
 */
const reaper = `${listMarked}
mode=$1 steps=$2; shift 2
list_marked "$mode" "$@"
if ((steps > 0 && \${#marked[@]} > 0)); then
  kill -s TERM "\${marked[@]}" 2>/dev/null
  for ((step = 0; step < steps && \${#marked[@]} > 0; step++)); do
    read -r -t 0.05
    list_marked "$mode" "$@"
  done
fi
kill_marked 12 "$mode" "$@" && printf clean
`;

/** For processes that stand still in a paused container: one round finds them all. */
const frozenReaper = `${listMarked}
list_marked "$@"
((\${#marked[@]} == 0)) || kill -s KILL "\${marked[@]}"
`;

function bash(script: string, name: string, args: readonly string[]): [string, ...string[]] {
  return ['bash', '-p', '-c', script, name, ...args];
}

export function wrapperArgv(
  argv: readonly string[],
  { cwd = '', stdin, asAgent = false }: Pick<ExecOptions, 'cwd' | 'stdin' | 'asAgent'>,
): [string, ...string[]] {
  const [input, whose] = [stdin === undefined ? 'null' : 'stream', asAgent ? 'agent' : 'own'];
  return bash(wrapper, wrapperMark, [cwd, input, whose, ...argv]);
}

const terminal = `
cd -- "$1" 2>/dev/null || cd /
PATH=\${${agentPathVariable}:-$PATH}
exec "$BASH"
`;

/** A shell for a person. */
export function shellArgv(folder: string): [string, ...string[]] {
  return bash(terminal, 'hero-terminal', [folder]);
}

/** Which processes to end: those of the given execs, of all others, or of execs whose ids begin with another part. */
export interface Marked {
  mode: 'only' | 'except' | 'others';
  execIds: readonly string[];
}

const graceStepMs = 50;

export function reaperArgv({ mode, execIds }: Marked, graceMs: number): [string, ...string[]] {
  return bash(reaper, 'hero-reap', [mode, String(Math.ceil(graceMs / graceStepMs)), ...execIds]);
}

export function frozenReaperArgv({ mode, execIds }: Marked): [string, ...string[]] {
  return bash(frozenReaper, 'hero-reap', [mode, ...execIds]);
}

import { keptPrompt } from '../../../domain/agent/agent-receipts.ts';
import { agentPathVariable } from '../../../domain/container/program-path.ts';
import { type ContainerPaths, containerPaths } from './container-paths.ts';

/** How a container ends when its agent was never started; the reason is the last line of `err`. */
export const launchExit = { setupFailed: 90, imageIncomplete: 91, noWorkdir: 92 } as const;

/** The command of a session's container. */
export const launchCommand: readonly [string, ...string[]] = ['bash', `${containerPaths.cfg}/launch.sh`];

/**
 * The main process of a session's container; it becomes the agent.
 *
 * What it runs itself is the image's: a claude, git or tail in the agent's home is found by the agent only.
 *
 * Everything that differs between sessions is in files beside it, so that no value is ever parsed as shell.
 * The user's settings are copied inwards here, as the container's user: what the agent has planted in its
 * own folder can then mislead nobody but itself.
 *
 * A process that is killed may have said that it took a prompt in and not have written it down, or the other way
 * round. Only its transcript knows, so here is where a prompt is left out that would run a second time. Nobody has
 * seen the answer to such a prompt, and nobody asks for it again: so the agent goes on with it. That a prompt was
 * taken from the queue stands in the transcript before the prompt itself, and means nothing.
 *
 * A transcript is a tree, and the CLI goes on below the leaf it noted last. While a call is tried again that is the
 * note of the failed call, and a turn that is gone on with leaves it aside: a process that is killed before it has
 * noted another leaf would lose all since then, and run the prompt above it again. So the last row that says something
 * is noted here.
 */
export function launchScript(paths: ContainerPaths = containerPaths): string {
  return `#!/usr/bin/env bash
set -u
cfg=${paths.cfg}
io=${paths.io}
exec 2>> "$io/err"
agent_path=\${${agentPathVariable}:-$PATH}

fail() {
  local code=$1
  shift
  echo "hero-claude: $*" >&2
  exit "$code"
}

for program in claude git socat tail; do
  command -v "$program" > /dev/null || fail ${launchExit.imageIncomplete} "the image has no $program"
done

socat TCP-LISTEN:3128,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:${paths.sockets}/egress.sock &

mkdir -p "$CLAUDE_CONFIG_DIR"
if [ -d "$cfg/user" ]; then
  cp -R --no-dereference --remove-destination "$cfg/user/." "$CLAUDE_CONFIG_DIR/"
fi

workdir=$(cat "$cfg/workdir")
cd "$workdir" || fail ${launchExit.noWorkdir} "there is no $workdir"

if [ -s "$cfg/setup" ] && [ "$(cat "$HOME/.hero-setup" 2> /dev/null)" != "$(cat "$cfg/setup-id")" ]; then
  while IFS= read -r -d '' command; do
    echo "hero-claude: setup: $command" >&2
    env -u CLAUDE_CODE_OAUTH_TOKEN PATH="$agent_path" "$BASH" -c "$command" < /dev/null >&2 \\
      || fail ${launchExit.setupFailed} "setup ended with exit code $?: $command"
  done < "$cfg/setup"
  cat "$cfg/setup-id" > "$HOME/.hero-setup"
fi

note_leaf() {
  local row leaf=''
  # Several rows: the last may be cut.
  while IFS= read -r row; do
    [[ $row =~ .*'"uuid":"'([0-9a-f-]{36})'","timestamp":"' ]] && leaf=\${BASH_REMATCH[1]}
  done < <(grep -F '"isSidechain":false' "$1" | grep -vF '"subtype":"api_error"' | tail -n 3)
  [ -n "$leaf" ] || return
  [ -z "$(tail -c 1 "$1")" ] || echo >> "$1"
  printf '{"type":"last-prompt","leafUuid":"%s","sessionId":"%s"}\\n' "$leaf" "$conversation" >> "$1"
}

mapfile -d '' -t args < "$cfg/args"
conversation=$(cat "$cfg/conversation")
mapfile -t transcripts < <(compgen -G "$CLAUDE_CONFIG_DIR/projects/*/$conversation.jsonl")
kept=()
if [ \${#transcripts[@]} -gt 0 ]; then
  args+=(--resume "$conversation")
  note_leaf "\${transcripts[0]}"
  while IFS= read -r -d '' uuid; do
    grep -hF -- "\\"$uuid\\"" "\${transcripts[@]}" | grep -qvF '"type":"queue-operation"' || continue
    kept+=(-e "\\"uuid\\":\\"$uuid\\"")
    printf '{"type":"${keptPrompt.type}","subtype":"${keptPrompt.subtype}","prompt_uuid":"%s"}\\n' "$uuid" >> "$io/out"
  done < "$cfg/head-prompts"
  [ \${#kept[@]} -eq 0 ] || export CLAUDE_CODE_RESUME_INTERRUPTED_TURN=1
else
  args+=(--session-id "$conversation")
fi

say() {
  local from=1
  if [ \${#kept[@]} -gt 0 ]; then
    from=$(cat "$cfg/head-bytes")
    head -c "$from" "$io/in" | grep -vF "\${kept[@]}"
    from=$((from + 1))
  fi
  exec tail -c "+$from" -s 0.1 -f "$io/in"
}
# By its whole path, as programs of the agent's own come first on its PATH; under the name that lists of processes show.
PATH="$agent_path" exec -a claude "$(command -v claude)" "\${args[@]}" < <(say) >> "$io/out"
`;
}

/**
 * The beginning of a script for a session's container that looks at the files of the copy as they are ($1), committed
 * or not, without touching the agent's index: git works with a copy of it that holds them all.
 */
export const indexOfFiles = `
set -eu
cd "$1"
git() { command git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 "$@"; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
index=$(git rev-parse --path-format=absolute --git-path index)
[ ! -e "$index" ] || cp "$index" "$dir/index"
export GIT_INDEX_FILE="$dir/index"
git add --all --ignore-errors 1>&2 || true
`;

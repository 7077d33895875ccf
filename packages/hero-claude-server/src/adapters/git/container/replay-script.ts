/**
 * Runs in the container. $1 is the copy, $2 the snapshot, $3 the commit to build on, $4 the ref to leave the
 * result at, $5 a message. Prints the commit, NUL, `replayed` or `squashed`; exits 3 after a
 * tree and the conflicting paths, all ended by NUL, and 4 where git cannot merge trees.
 *
 * The work as a whole decides: merged with $3 it must not conflict. Commits are then replayed one by one;
 * where that fails or ends elsewhere (a conflict was resolved in a merge), one commit stands for all.
 */
export const replayScript = `
set -euo pipefail
cd "$1"
snapshot=$2 onto=$3 ref=$4 message=$5
git() { command git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 "$@"; }
case $(git merge-tree -h 2>&1 || true) in *--write-tree*) ;; *) exit 4 ;; esac
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

tree_of() { git rev-parse --verify --quiet "$1^{tree}" || git hash-object -t tree /dev/null; }

# The tree of $2 changed as from $1 to $3. Fails on a conflict, the paths in $dir/merged.
merge_trees() {
  local base ours theirs
  base=$(git commit-tree -m base "$1")
  ours=$(git commit-tree -m ours -p "$base" "$2")
  theirs=$(git commit-tree -m theirs -p "$base" "$3")
  git merge-tree --write-tree --name-only --no-messages -z "$ours" "$theirs" > "$dir/merged" || return $?
  read -r -d '' base < "$dir/merged"
  echo "$base"
}

# A copy of commit $1 with tree $2 on top of $3: same author, message and dates.
copy_commit() {
  git cat-file commit "$1" | sed '1,/^$/d' > "$dir/message"
  GIT_AUTHOR_NAME=$(git log -1 --format=%an "$1") \\
  GIT_AUTHOR_EMAIL=$(git log -1 --format=%ae "$1") \\
  GIT_AUTHOR_DATE=$(git log -1 --format=@%ad --date=raw "$1") \\
  GIT_COMMITTER_DATE=$(git log -1 --format=@%cd --date=raw "$1") \\
    git commit-tree -F "$dir/message" -p "$3" "$2"
}

replay() {
  local commit tree current=$onto
  for commit in $(git rev-list --reverse --topo-order --no-merges "HEAD" "^$snapshot"); do
    tree=$(merge_trees "$(tree_of "$commit^")" "$(tree_of "$current")" "$(tree_of "$commit")") || return 1
    [ "$tree" = "$(tree_of "$current")" ] || current=$(copy_commit "$commit" "$tree" "$current")
  done
  echo "$current"
}

export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
GIT_AUTHOR_DATE=$(git log -1 --format=@%ad --date=raw HEAD)
GIT_COMMITTER_DATE=$(git log -1 --format=@%cd --date=raw HEAD)

whole=$(merge_trees "$(tree_of "$snapshot")" "$(tree_of "$onto")" "$(tree_of HEAD)") || {
  [ $? = 1 ] || exit 5
  cat "$dir/merged"
  exit 3
}
how=replayed
result=$(replay) || result=$onto
if [ "$(tree_of "$result")" != "$whole" ]; then
  how=squashed
  printf '%s\\n\\n' "$message" > "$dir/whole"
  git log --reverse --no-merges --format='- %s' HEAD "^$snapshot" >> "$dir/whole"
  result=$(git commit-tree -F "$dir/whole" -p "$onto" "$whole")
fi
git update-ref "$ref" "$result"
printf '%s\\0%s' "$result" "$how"
`;

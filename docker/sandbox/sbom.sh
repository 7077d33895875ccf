#!/usr/bin/env bash
# Writes down what the session image holds, as CycloneDX JSON named after the image's id, and prints where.
# The image itself tells, in a container without network and rights.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hero-claude
docker=${DOCKER_RUNTIME:-docker}
tag=hero-claude-sandbox:latest
# Takes what build.sh takes; only the name of the image matters here.
while [ $# -gt 0 ]; do
  [ "$1" != --tag ] || tag=${2:?--tag needs a name}
  shift
done

id=$("$docker" image inspect --format '{{.Id}}' "$tag" 2>/dev/null) || {
  echo "error: there is no image \"$tag\"; run: make image" >&2
  exit 1
}
mapfile -t pinned < <(grep -v '^#' "$here/artifacts.lock")
file=$cache/sbom-${id#sha256:}.cdx.json
mkdir -p "$cache"
"$docker" run --rm --interactive --network none --read-only --cap-drop ALL \
  --security-opt no-new-privileges --user 1000:1000 --entrypoint node "$tag" \
  --input-type=module - "${pinned[@]}" <"$here/sbom.mjs" >"$file.partial"
mv "$file.partial" "$file"
echo "$file"

#!/usr/bin/env bash
# Builds the session image. Where a registry can be reached the Dockerfile is built on
# debian:bookworm-slim; where none can, the base is made on this host from Debian packages.
set -euo pipefail
umask 022
# Functions whose stdout is captured can still report.
exec 3>&1

usage() {
  cat <<'USAGE'
usage: build.sh [--tag NAME] [--online | --offline] [--base NAME] [--force] [--json]

  --tag NAME   name of the image (default: hero-claude-sandbox:latest)
  --online     build on debian:bookworm-slim from a registry
  --offline    make the base on this host with mmdebstrap
               (neither: online where the registry answers, else offline)
  --base NAME  what --online builds on instead, such as the same image on a registry of your own
  --force      build although an image of the same recipe exists
  --json       progress as one JSON object per line on stdout

Downloads are kept in ${XDG_CACHE_HOME:-~/.cache}/hero-claude.
USAGE
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hero-claude
docker=${DOCKER_RUNTIME:-docker}
public_base=debian:bookworm-slim
tag=hero-claude-sandbox:latest
mode=auto
force=false
json=false
work=

# --- what people and programs see -------------------------------------------------------------

json_string() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "$(tr -d '\000-\037' <<<"$text")"
}

# say PHASE PERCENT MESSAGE: one step begins. The percentage is of the whole build.
say() {
  if $json; then
    printf '{"phase":"%s","percent":%d,"message":%s}\n' "$1" "$2" "$(json_string "$3")" >&3
  else
    printf '==> %s\n' "$3" >&3
  fi
}

# Passes the output of a tool on, line by line.
relay() {
  local line
  while IFS= read -r line; do
    [ -n "$line" ] || continue
    if $json; then
      printf '{"phase":"%s","line":%s}\n' "$1" "$(json_string "$line")"
    else
      printf '    %s\n' "$line"
    fi
  done
}

fail() {
  if $json; then
    printf '{"phase":"failed","message":%s,"hint":%s}\n' "$(json_string "$1")" "$(json_string "${2:-}")" >&3
  else
    printf 'error: %s\n' "$1" >&2
    [ -z "${2:-}" ] || printf '  fix: %s\n' "$2" >&2
  fi
  exit 1
}

clean_up() { [ -z "$work" ] || rm -rf "$work"; }

# --- the recipe -------------------------------------------------------------------------------

sha_hex() {
  if command -v sha256sum >/dev/null; then "sha$1sum"; else shasum -a "$1"; fi | cut -d ' ' -f 1
}

engine_arch() {
  local arch
  arch=$("$docker" version --format '{{.Server.Arch}}' 2>/dev/null) ||
    fail "no container engine answers to \"$docker version\"" 'start Docker, or see: make setup'
  case $arch in
    amd64) echo x64 ;;
    arm64) echo arm64 ;;
    *) fail "the engine runs on $arch; the agent exists for amd64 and arm64" ;;
  esac
}

# locked NAME: its version and integrity
locked() { awk -v name="$1" '$1 == name { print $2, $3 }' "$here/artifacts.lock"; }

recipe_hash() {
  { cat "$here/Dockerfile" "$here/packages.txt" "$here/artifacts.lock"; echo "$1"; } | sha_hex 256
}

packages() { sed '/^#/d' "$here/packages.txt"; }

image_label() { "$docker" image inspect --format "{{index .Config.Labels \"$2\"}}" "$1" 2>/dev/null || true; }

# --- claude, node and npm ---------------------------------------------------------------------

integrity_holds() {
  local want
  want=$(base64 -d <<<"${2#sha512-}" | od -An -v -tx1 | tr -d ' \n')
  [ "$(sha_hex 512 <"$1")" = "$want" ]
}

# fetch NAME: the path of its verified tarball in the cache
fetch() {
  local name=$1 version integrity file packed
  read -r version integrity <<<"$(locked "$name")"
  file=$cache/$(tr '/' '-' <<<"${name#@}")-$version.tgz
  if [ -f "$file" ] && integrity_holds "$file" "$integrity"; then
    echo "$file"
    return
  fi
  command -v npm >/dev/null || fail 'npm is missing, which downloads the agent' 'install Node.js 20.19 or newer'
  packed=$(cd "$work" && npm pack --silent --pack-destination "$work" "$name@$version") ||
    fail "npm could not download $name@$version" 'check the network and: npm config get registry'
  integrity_holds "$work/$packed" "$integrity" ||
    fail "$name@$version is not the tarball that artifacts.lock names" 'check the registry npm is set to'
  mv "$work/$packed" "$file"
  echo "$file"
}

# Lays out what the Dockerfile copies.
make_context() {
  local arch=$1 root=$work/context/usr-local claude node npm
  say artifacts 2 'claude, node and npm: from the cache, or downloaded (220 MB)'
  claude=$(fetch "@anthropic-ai/claude-code-linux-$arch")
  node=$(fetch "node-linux-$arch")
  npm=$(fetch npm)
  mkdir -p "$root/bin" "$root/lib/node_modules/npm"
  cp "$here/Dockerfile" "$here/packages.txt" "$work/context/"
  tar -xzf "$claude" -C "$root/bin" --strip-components=1 package/claude
  tar -xzf "$node" -C "$root" --strip-components=1 package/bin package/include
  tar -xzf "$npm" -C "$root/lib/node_modules/npm" --strip-components=1
  chmod 755 "$root/bin/claude" "$root/bin/node"
}

# --- the base ---------------------------------------------------------------------------------

may_be_root() { [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# Root makes a tree without namespaces, which some systems deny to ordinary users.
as_root_if_allowed() { if may_be_root; then as_root "$@"; else "$@"; fi; }

have_public_base() {
  local said
  said=$("$docker" pull --quiet "$public_base" 2>&1) && return
  "$docker" image inspect "$public_base" >/dev/null 2>&1 && return
  relay check <<<"$said"
  return 1
}

need_mmdebstrap() {
  command -v mmdebstrap >/dev/null && return
  if ! command -v apt-get >/dev/null; then
    fail 'no registry answers, and an image can be made from packages only on Debian or Ubuntu' \
      "make $public_base reachable for the engine, then run this again"
  fi
  may_be_root || fail 'no registry answers, and mmdebstrap is missing' 'sudo apt-get install mmdebstrap'
  say base 27 'installing mmdebstrap'
  { as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mmdebstrap >/dev/null; } 2>&1 | relay base ||
    fail 'apt-get could not install mmdebstrap' 'its own words are above'
}

# The host's own mirrors of its own release; what third parties added stays out.
apt_sources() {
  # shellcheck disable=SC2016 # the fields are apt's
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v suite="$1" '($2 == suite || $2 == suite "-updates" || $2 == suite "-security") &&
      ($3 == "main" || $3 == "universe") { print "deb", $1, $2, $3 }' | sort -u
}

# How the host reaches its mirrors: proxies, time-outs, relaxed checks of a frozen mirror.
apt_settings() { apt-config dump | grep -E '^Acquire::(http|https|Check|Retries|ForceIPv|Max)' || true; }

# The settings and any password of a mirror serve the build only: neither stays in the image.
bootstrap() {
  local suite=$1 out=$2
  apt_sources "$suite" >"$work/sources.list"
  apt_settings >"$work/apt.conf"
  [ -s "$work/sources.list" ] || fail "apt on this host has no source for its release \"$suite\"" 'see /etc/apt/sources.list'
  # shellcheck disable=SC2016 # $1 is the hook's own: the tree being made
  as_root_if_allowed mmdebstrap --variant=minbase --include="$(packages | paste -sd ,)" \
    --aptopt="$work/apt.conf" --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='rm -f "$1/etc/apt/apt.conf.d/99mmdebstrap"' \
    --customize-hook='sed -i "s#://[^/@]*@#://#" "$1"/etc/apt/sources.list.d/*.list' \
    "$suite" "$out" "$work/sources.list"
}

# Imports a base that holds every package; sets `base` to its name.
make_base() {
  local suite
  need_mmdebstrap
  # shellcheck source=/dev/null
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  [ -n "$suite" ] || fail 'this host does not say which release it is' 'see VERSION_CODENAME in /etc/os-release'
  base=hero-claude-base:$suite-$({ packages; echo "$suite"; } | sha_hex 256 | cut -c 1-12)
  if ! $force && "$docker" image inspect "$base" >/dev/null 2>&1; then
    say base 40 "base: $base is here already"
    return
  fi
  say base 28 "base: Debian packages of \"$suite\", half a minute to three"
  bootstrap "$suite" "$work/base.tar" 2>&1 | relay base ||
    fail 'mmdebstrap could not make the base' "its own words are above; where users may not make namespaces, root can: sudo $here/build.sh"
  say base 40 "base: into the engine as $base"
  "$docker" import --change 'LABEL hero.claude.image=base' "$work/base.tar" "$base" 2>&1 | relay base ||
    fail 'the engine did not take the base' 'its own words are above; is its disk full?'
  rm "$work/base.tar"
}

# --- the image --------------------------------------------------------------------------------

# docker_build BASE NETWORK
docker_build() {
  local name
  local -a proxies=()
  for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || proxies+=(--build-arg "$name=${!name}")
  done
  say build 45 "building $tag on $1"
  "$docker" build --network "$2" --force-rm --tag "$tag" "${proxies[@]}" \
    --build-arg "BASE=$1" --build-arg "CLAUDE_VERSION=$claude_version" --build-arg "RECIPE=$recipe" \
    "$work/context" 2>&1 | relay build
}

build_online() {
  say check 25 "asking the registry for $public_base"
  have_public_base && docker_build "$public_base" default
}

build_offline() {
  local base
  make_base
  docker_build "$base" none
}

build_image() {
  case $mode in
    online) build_online ;;
    offline) build_offline ;;
    auto)
      build_online && return
      say check 26 'no registry for the engine: making the base on this host'
      build_offline
      ;;
  esac
}

report() {
  local bytes
  bytes=$("$docker" image inspect --format '{{.Size}}' "$tag")
  if $json; then
    printf '{"phase":"done","percent":100,"image":%s,"cli_version":"%s","bytes":%d,"seconds":%d,"built":%s}\n' \
      "$(json_string "$tag")" "$claude_version" "$bytes" "$SECONDS" "$1"
  elif [ "$1" = true ]; then
    printf '==> %s: Claude Code %s, %d MB, built in %d s\n' "$tag" "$claude_version" $((bytes / 1000000)) "$SECONDS"
  else
    printf '==> %s is up to date: Claude Code %s, %d MB\n' "$tag" "$claude_version" $((bytes / 1000000))
  fi
}

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      --tag) tag=${2:?--tag needs a name}; shift ;;
      --online | --offline) mode=${1#--} ;;
      --force) force=true ;;
      --base) public_base=${2:?--base needs a name}; shift ;;
      --json) json=true ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
}

main() {
  local arch recipe claude_version previous
  parse "$@"
  arch=$(engine_arch)
  recipe=$(recipe_hash "$arch")
  read -r claude_version _ <<<"$(locked "@anthropic-ai/claude-code-linux-$arch")"
  mkdir -p "$cache"
  # Two builds at once would do the same work twice.
  if command -v flock >/dev/null; then exec 9>"$cache/build.lock" && flock 9; fi
  if ! $force && [ "$(image_label "$tag" hero.claude.recipe)" = "$recipe" ]; then
    report false
    return
  fi
  work=$(mktemp -d "$cache/build.XXXXXX")
  trap clean_up EXIT
  make_context "$arch"
  previous=$("$docker" image inspect --format '{{.Id}}' "$tag" 2>/dev/null || true)
  build_image || fail "$tag was not built" 'the reason is above; --online and --offline choose the way'
  # What the tag named before goes, unless another name or a container still holds it.
  [ -z "$previous" ] || "$docker" image rm "$previous" >/dev/null 2>&1 || true
  report true
}

main "$@"

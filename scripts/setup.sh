#!/usr/bin/env bash
# Makes this machine ready for hero-claude: finds what is missing, installs it from the
# distribution where it may, and otherwise says the exact commands. Safe to run again.
# --browser: also the one that the tests of the dashboard use.
set -euo pipefail
# Debian keeps dockerd out of the path of ordinary users.
PATH=$PATH:/usr/sbin:/sbin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
containerd_socket=/run/containerd/containerd.sock
node_wanted=20.19.0
# How long an engine that runs may take to answer.
patience=${HERO_SETUP_PATIENCE_SECONDS:-30}
pnpm_wanted=10.26.0
runtime=${DOCKER_RUNTIME:-docker}
default_image=hero-claude-sandbox:latest
done_here=()
# True when this run installed or started the engine: only then is it ours to configure.
engine_is_ours=false

# --- talking ----------------------------------------------------------------------------------

found() { printf 'ok    %-8s %s\n' "$1" "$2"; }
doing() { printf 'do    %-8s %s\n' "$1" "$2"; }
did() { done_here+=("$1"); }
note() { printf 'note  %s\n' "$1"; }

# stop PROBLEM [COMMAND…]: the commands a person runs, then make setup again
stop() {
  printf 'error: %s\n' "$1" >&2
  shift
  if [ $# -gt 0 ]; then
    printf '  run this, then "make setup" again:\n' >&2
    printf '    %s\n' "$@" >&2
  fi
  exit 1
}

# --- the machine ------------------------------------------------------------------------------

have() { command -v "$1" >/dev/null 2>&1; }

# at_least WANTED ACTUAL: dotted numbers
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -t . -k 1,1n -k 2,2n -k 3,3n | head -n 1)" = "$1" ]; }

is_linux() { [ "$(uname -s)" = Linux ]; }

is_debian() { is_linux && have apt-get && [ -r /etc/debian_version ]; }

has_systemd() { [ -d /run/systemd/system ]; }

may_be_root() { [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# runs_as PID NAME: that process runs under that name. A killed one that nobody has reaped does not run.
runs_as() {
  [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ] && ! grep -qs '^State:[[:space:]]*[ZX]' "/proc/$1/status"
}

# A running process of that name, in this process namespace.
process_named() {
  local pid
  while read -r pid; do
    runs_as "$pid" "$1" && return
  done < <(grep -lsx "$1" /proc/[0-9]*/comm | cut -d / -f 3)
  return 1
}

# --- node -------------------------------------------------------------------------------------

node_commands() {
  if is_debian; then
    echo 'curl -fsSL https://deb.nodesource.com/setup_22.x | sudo bash - && sudo apt-get install -y nodejs'
  elif is_linux; then
    echo 'see https://nodejs.org/en/download for your distribution, or use nvm: nvm install 22'
  else
    echo 'brew install node@22'
  fi
}

need_node() {
  local version
  have node || stop "Node.js is missing (at least $node_wanted)" "$(node_commands)"
  version=$(node --version)
  at_least "$node_wanted" "${version#v}" ||
    stop "Node.js $version is too old (at least $node_wanted)" "$(node_commands)"
  have npm || stop 'npm is missing, which comes with Node.js' "$(node_commands)"
  found node "$version"
}

# --- live-restore: containers outlive a crash of the engine ---------------------------------------

# Adds one setting to daemon.json and keeps all others.
write_live_restore() {
  as_root mkdir -p /etc/docker
  # shellcheck disable=SC2016 # JavaScript, not shell
  as_root "$(command -v node)" -e '
    const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
    const file = process.argv[1];
    const settings = existsSync(file) ? JSON.parse(readFileSync(file, "utf8") || "{}") : {};
    writeFileSync(`${file}.new`, `${JSON.stringify({ ...settings, "live-restore": true }, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  ' /etc/docker/daemon.json || stop '/etc/docker/daemon.json is not valid JSON; it was left as it is'
}

# --- packages of the distribution ---------------------------------------------------------------

missing_packages() {
  have git || echo git
  have rsync || echo rsync
  case $runtime in
    docker) if ! have docker || { ! have dockerd && ! engine_answers; }; then echo docker.io; fi ;;
    podman) have podman || echo podman ;;
  esac
}

install_commands() {
  if is_debian; then
    echo "sudo apt-get update && sudo apt-get install -y $*"
  elif have dnf; then
    echo "sudo dnf install -y ${*/docker.io/moby-engine} && sudo systemctl enable --now docker"
  elif have pacman; then
    echo "sudo pacman -S ${*/docker.io/docker} && sudo systemctl enable --now docker"
  elif have brew; then
    echo "brew install ${*/docker.io/--cask docker}"
  else
    echo "install with the package manager of this system: $*"
  fi
}

# Newer Debian releases ship the client on its own.
with_docker_client() {
  local -a all=("$@")
  if [[ " $* " = *' docker.io '* ]] && ! have docker && apt-cache show docker-cli >/dev/null 2>&1; then
    all+=(docker-cli)
  fi
  printf '%s\n' "${all[@]}"
}

apt_install() {
  local -a all
  as_root apt-get update -qq || stop 'apt-get update failed; its words are above'
  mapfile -t all < <(with_docker_client "$@")
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${all[@]}" >/dev/null ||
    stop "apt-get could not install: ${all[*]}"
  did "installed ${all[*]}"
}

need_packages() {
  local -a missing
  case $runtime in
    docker | podman) ;;
    *) stop "DOCKER_RUNTIME=$runtime cannot be driven: docker can, and podman by its API socket" 'unset DOCKER_RUNTIME' ;;
  esac
  mapfile -t missing < <(missing_packages)
  if [ ${#missing[@]} -gt 0 ]; then
    if ! is_debian || ! may_be_root; then
      stop "missing: ${missing[*]}" "$(install_commands "${missing[@]}")"
    fi
    doing apt "installing ${missing[*]}"
    if [[ " ${missing[*]} " = *' docker.io '* ]]; then
      # Before the engine's first start, and before anything else can stop this run.
      write_live_restore
      engine_is_ours=true
    fi
    apt_install "${missing[@]}"
  fi
  found git "$(git --version | cut -d ' ' -f 3)"
  found rsync "$(rsync --version | awk 'NR == 1 { print $3 }')"
}

# --- pnpm -------------------------------------------------------------------------------------

pnpm_version() { pnpm --version 2>/dev/null || echo 0; }

# Where npm may not write globally, ~/.local/bin is on the path of the Makefile.
install_pnpm() {
  if npm install --global --silent pnpm@10 >/dev/null 2>&1; then
    did 'installed pnpm (npm install --global)'
  else
    npm install --global --loglevel error --prefix "$HOME/.local" pnpm@10 >/dev/null ||
      stop 'npm could not install pnpm@10; its words are above'
    did "installed pnpm into $HOME/.local/bin"
  fi
  hash -r
}

need_pnpm() {
  local version
  export PATH=$PATH:$HOME/.local/bin
  version=$(pnpm_version)
  if ! at_least "$pnpm_wanted" "$version"; then
    doing pnpm 'installing pnpm@10 from the npm registry'
    install_pnpm
    version=$(pnpm_version)
  fi
  at_least "$pnpm_wanted" "$version" ||
    stop "the pnpm found first on the PATH is older than $pnpm_wanted: $(command -v pnpm)" \
      'npm install --global pnpm@10'
  found pnpm "$version"
}

# --- the engine -------------------------------------------------------------------------------

engine_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# wait_for SECONDS COMMAND…
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt "$until" ] || return 1
    sleep 0.3
  done
}

engine_refuses_user() {
  [ -z "${DOCKER_HOST:-}" ] && [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]
}

stop_outside_docker_group() {
  stop "the Docker engine is there, but $(id -un) may not use it" \
    "sudo usermod -aG docker $(id -un)" 'newgrp docker     # or log out and in again'
}

# Two engines over one data directory destroy it: one that merely does not answer counts too.
engine_lives() {
  local pid
  pid=$(cat /var/run/docker.pid 2>/dev/null || true)
  { [ -n "$pid" ] && runs_as "$pid" dockerd; } || process_named dockerd
}

# in_background LOG PROGRAM…: survives this script and its terminal
in_background() {
  local log=$1
  shift
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_root sh -c 'log=$1; shift; setsid "$@" </dev/null >>"$log" 2>&1 &' sh "$log" "$@"
}

containerd_answers() { as_root ctr --address "$containerd_socket" version >/dev/null 2>&1; }

# Two processes, because a killed dockerd that manages its own containerd may not come back.
start_containerd() {
  containerd_answers && return
  doing engine 'starting containerd (log: /var/log/containerd.log)'
  in_background /var/log/containerd.log containerd
  wait_for 30 containerd_answers || stop 'containerd did not start; see /var/log/containerd.log'
}

start_dockerd() {
  local -a options=(--containerd "$containerd_socket")
  # Named both here and in the file, the setting keeps dockerd from starting.
  grep -qs '"live-restore"' /etc/docker/daemon.json || options+=(--live-restore)
  # A killed dockerd left it, and while nobody has reaped that one the next refuses to start.
  as_root rm -f /var/run/docker.pid
  doing engine 'starting dockerd (log: /var/log/dockerd.log)'
  in_background /var/log/dockerd.log dockerd "${options[@]}"
  wait_for 60 as_root docker version >/dev/null 2>&1 || {
    as_root tail -n 5 /var/log/dockerd.log >&2
    stop 'dockerd did not start; see /var/log/dockerd.log'
  }
}

start_engine() {
  may_be_root || stop 'the Docker engine does not run' \
    "$(has_systemd && echo 'sudo systemctl enable --now docker' || echo 'sudo make setup')"
  engine_is_ours=true
  if has_systemd; then
    doing engine 'systemctl enable --now docker'
    as_root systemctl enable --now docker || stop 'the docker service did not start; see: journalctl -u docker'
    wait_for 60 as_root docker version >/dev/null 2>&1 || stop 'the engine does not answer; see: journalctl -u docker'
  else
    start_containerd
    start_dockerd
  fi
  did 'started the Docker engine'
}

# Podman is started by its service manager alone, and asked through the socket it serves to Docker's clients.
need_podman() {
  local socket=/run/podman/podman.sock
  [ "$(id -u)" = 0 ] || socket=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/podman/podman.sock
  [ -n "${DOCKER_HOST:-}" ] || [ -S "$socket" ] ||
    stop "podman serves no API on $socket" 'sudo systemctl enable --now podman.socket'
  found engine "podman $(podman version --format '{{.Client.Version}}')"
}

need_engine() {
  if [ "$runtime" = podman ]; then
    need_podman
    return
  fi
  if ! engine_answers; then
    engine_refuses_user && stop_outside_docker_group
    [ -z "${DOCKER_HOST:-}" ] || stop "no engine answers at DOCKER_HOST=$DOCKER_HOST" 'unset DOCKER_HOST'
    is_linux || stop 'the Docker engine does not run' 'open -a Docker'
    if engine_lives; then
      doing engine 'dockerd runs and does not answer yet: waiting'
      wait_for "$patience" engine_answers || stop 'dockerd runs but does not answer; no second one is started' \
        'docker version     # says why'
    else
      start_engine
    fi
  fi
  engine_answers || stop_outside_docker_group
  keep_containers_alive
  found engine "$(docker version --format '{{.Server.Version}}')"
}

live_restore_is_on() { [ "$(docker info --format '{{.LiveRestoreEnabled}}' 2>/dev/null)" = true ]; }

keep_containers_alive() {
  live_restore_is_on && return
  if ! $engine_is_ours || ! has_systemd; then
    note 'live-restore is off: a restart of the engine ends running agents. To turn it on, add'
    note '  "live-restore": true   to /etc/docker/daemon.json, then: sudo systemctl reload docker'
    return
  fi
  doing engine 'turning live-restore on in /etc/docker/daemon.json'
  write_live_restore
  as_root systemctl reload docker
  wait_for 10 live_restore_is_on || stop 'the engine did not take live-restore; see: journalctl -u docker'
  did 'turned live-restore on'
}

# --- a browser for the tests ------------------------------------------------------------------------

need_browser() {
  if ! have chromium; then
    if ! is_debian || ! may_be_root; then
      stop 'chromium is missing, which the tests of the dashboard use' "$(install_commands chromium)"
    fi
    doing apt 'installing chromium'
    apt_install chromium
  fi
  found browser "$(chromium --version 2>/dev/null | cut -d ' ' -f 2)"
}

# Both start by themselves once they are installed, so only where nobody minds; elsewhere their test is skipped.
need_proxies() {
  local -a missing=()
  have nginx || missing+=(nginx-light)
  have caddy || missing+=(caddy)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ -n "${CI:-}" ] && is_debian && may_be_root; then
    doing apt "installing ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null && return
  fi
  note "without ${missing[*]} the test of documented reverse proxies is skipped"
}

# --- the session image --------------------------------------------------------------------------

need_image() {
  local image=${HERO_CLAUDE_IMAGE:-$default_image}
  if [ "$image" = "$default_image" ]; then
    "$here/docker/sandbox/build.sh" --tag "$image"
  else
    "$runtime" image inspect "$image" >/dev/null 2>&1 ||
      stop "the image HERO_CLAUDE_IMAGE=$image does not exist" "$runtime pull $image"
  fi
  found image "$image"
}

main() {
  need_node
  need_packages
  need_pnpm
  if [ "${1:-}" = --browser ]; then
    need_browser
    need_proxies
  fi
  need_engine
  need_image
  if [ ${#done_here[@]} -eq 0 ]; then
    echo 'ready; nothing had to be done'
  else
    printf 'ready; this run:\n'
    printf '  - %s\n' "${done_here[@]}"
  fi
}

main "$@"

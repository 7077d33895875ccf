#!/usr/bin/env bash
# Installs the built programs: a copy of the packages with production dependencies goes to
# ~/hero/lib, one small wrapper per program to ~/hero/bin. The checkout may go away afterwards.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=${INSTALL_DIR:-$HOME/hero/bin}
lib=$(dirname "$bin")/lib
version=${VERSION:?run this through "make install"}
read -ra programs <<<"${BINARIES:?}"
packages=(hero-rpc hero-claude-sdk "${programs[@]}")
tree=$lib/hero-claude-$version-$(date -u +%Y%m%d%H%M%S)

# The tree has the shape of the checkout, so that programs find each other and their files alike.
copy_packages() {
  local name
  cp "$here"/{package.json,pnpm-lock.yaml,pnpm-workspace.yaml,LICENSE} "$tree.partial/"
  for name in "${packages[@]}"; do
    rsync -a --exclude node_modules --exclude test --exclude '*.test.*' --exclude '*.tsbuildinfo' \
      --exclude 'tsconfig*.json' "$here/packages/$name" "$tree.partial/packages/"
  done
  rsync -a --relative "$here"/./{docker/sandbox,service-manifests} "$tree.partial/"
}

install_dependencies() {
  (cd "$tree.partial" && CI=true pnpm install --prod --frozen-lockfile --prefer-offline --loglevel error) || {
    echo 'error: pnpm could not install the production dependencies; its words are above' >&2
    exit 1
  }
}

# Everything appears at once: running programs keep the tree they were started from.
switch_to_tree() {
  mv "$tree.partial" "$tree"
  ln -s "$(basename "$tree")" "$lib/hero-claude.new"
  mv -T "$lib/hero-claude.new" "$lib/hero-claude"
}

quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

# Absolute paths, because services are started with other search paths than shells.
write_wrapper() {
  local name=$1 target=$bin/$1 flags
  # As the supervisor starts them; the command line itself has none.
  flags=$(node -p 'require(process.argv[1]).config?.nodeFlags ?? ""' "$lib/hero-claude/packages/$name/package.json")
  cat >"$target.new" <<WRAPPER
#!/bin/sh
# installed by hero-claude
node=$(quoted "$(command -v node)")
[ -x "\$node" ] || node=node
exec "\$node" $flags $(quoted "$lib/hero-claude/packages/$name/dist/main.js") "\$@"
WRAPPER
  chmod 755 "$target.new"
  mv "$target.new" "$target"
}

# The tree before this one stays for programs that still run from it.
drop_old_trees() {
  local old
  find "$lib" -mindepth 1 -maxdepth 1 -type d -name 'hero-claude-[0-9]*' ! -path "$tree" | sort -r | tail -n +2 |
    while IFS= read -r old; do rm -rf "$old"; done
}

path_hint() {
  # shellcheck disable=SC2016 # $PATH is for the profile
  case ":$PATH:" in
    *":$bin:"*) ;;
    *) printf 'not on your PATH yet; add to ~/.profile:\n  export PATH="%s:$PATH"\n' "$bin" ;;
  esac
}

echo 'copying the programs and what they need'
trap 'rm -rf "$tree.partial"' EXIT
mkdir -p "$bin" "$tree.partial/packages"
copy_packages
install_dependencies
switch_to_tree
for program in "${programs[@]}"; do write_wrapper "$program"; done
drop_old_trees
printf 'hero-claude %s: %s\n' "$version" "$bin"
path_hint
if "$bin/hero-claude" status >/dev/null 2>&1; then
  echo 'the services still run what was installed before: hero-claude restart'
fi

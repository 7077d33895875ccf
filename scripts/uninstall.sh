#!/usr/bin/env bash
# Removes what "make install" wrote, and nothing else: sessions, settings and images stay.
set -euo pipefail

bin=${INSTALL_DIR:-$HOME/hero/bin}
lib=$(dirname "$bin")/lib
read -ra programs <<<"${BINARIES:?run this through \"make uninstall\"}"

ours() { grep -qsx '# installed by hero-claude' "$bin/$1"; }

# Services would go on without the files they are made of, and could not be stopped any more.
if ours hero-claude; then "$bin/hero-claude" stop || true; fi

for program in "${programs[@]}"; do
  if ours "$program"; then
    rm "$bin/$program"
    echo "removed $bin/$program"
  fi
done
if [ -L "$lib/hero-claude" ]; then
  find "$lib" -mindepth 1 -maxdepth 1 -type d -name 'hero-claude-[0-9]*' -exec rm -rf {} +
  rm "$lib/hero-claude"
  echo "removed $lib/hero-claude"
fi
rmdir "$bin" "$lib" 2>/dev/null || true
printf 'sessions, settings and the session image stay: BUILDDIR, %s, hero-claude-sandbox\n' "$HOME/hero"

# shellcheck shell=bash
# Sourced from the root of the checkout: what the hero build tools and the Makefile want to know.
# Installed programs never read this file nor .env.

# .env gives what the environment does not: NAME=value lines, quotes optional.
if [ -f .env ]; then
  while IFS='=' read -r name value || [ -n "$name" ]; do
    [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || continue
    [ -z "${!name+set}" ] || continue
    if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
    export "$name=$value"
  done <.env
  unset name value
fi

export PROJECT_NAME=hero_claude
export BINARIES='hero-claude hero-claude-server hero-claude-gateway hero-claude-ui'
export ALL_FEATURES=''
VERSION=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
export VERSION
export PATCHLEVEL=0
export PORTS="${HERO_CLAUDE_PORT:-3780}"
export INSTALL_DIR="${INSTALL_DIR:-$HOME/hero/bin}"
export CODEROOT="${CODEROOT:-.}"
export BUILDDIR="${BUILDDIR:-./build}"

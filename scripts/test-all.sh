#!/usr/bin/env bash
# Runs every test, engine included. The last line is "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

report=node_modules/.cache/test-all.json
mkdir -p "$(dirname "$report")"
rm -f "$report"
# The daemons and the command line as they were built just now.
export HERO_TEST_FORM=dist
pnpm exec vitest run --reporter=default --reporter=json --outputFile.json="$report" "$@" || true
pnpm exec tsx scripts/test-summary.ts "$report"

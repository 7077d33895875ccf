/** A small shop whose login test fails until somebody trims the password. Path → content. */
export const sampleFiles: Record<string, string> = {
  'README.md': '# shop\n\nA very small shop. Run `sh test/run.sh` to test it.\n',
  '.gitignore': 'node_modules/\ndist/\n*.log\n.env\n',
  'package.json': `${JSON.stringify({ name: 'shop', version: '1.0.0', type: 'module', scripts: { test: 'sh test/run.sh' } }, null, 2)}\n`,
  'src/login.sh': `#!/bin/sh
# Prints "welcome" when the password is right; spaces around it do not count.
password="$1"
if [ "$password" = "secret" ]; then
  echo welcome
else
  echo denied
fi
`,
  'src/cart.js': `export function total(items) {
  return items.reduce((sum, { price, count }) => sum + price * count, 0);
}
`,
  'test/run.sh': `#!/bin/sh
# Exits 1 when a check fails.
cd "$(dirname "$0")/.." || exit 2
failed=0
check() {
  if [ "$2" = "$3" ]; then echo "ok $1"; else echo "FAILED $1: got $2, want $3"; failed=1; fi
}
check "right password" "$(sh src/login.sh secret)" welcome
check "wrong password" "$(sh src/login.sh wrong)" denied
check "password with spaces" "$(sh src/login.sh ' secret ')" welcome
exit $failed
`,
  'docs/guide.md': '# Guide\n\nBuy things. Pay for them.\n',
};

/** The command that mends the sample: what a scripted agent runs. */
export const sampleFix = `sed -i 's/^password="$1"$/password=$(echo "$1" | xargs)/' src/login.sh`;

/** The command that tests the sample: exit code 1 before the fix, 0 after it. */
export const sampleTest = 'sh test/run.sh';

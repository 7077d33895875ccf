import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claudeCodeVersion } from '../../packages/hero-claude-server/src/version.ts';
import { root, run } from './run.ts';

const image = 'hero-claude-sandbox:latest';
const build = join(root, 'docker', 'sandbox', 'build.sh');

/** Runs a script in a container as strict as a session's. */
async function inContainer(script: string): Promise<string> {
  const strict = ['--network=none', '--read-only', '--tmpfs=/tmp:exec', '--cap-drop=ALL'];
  const owned = ['--rm', '--label=hero.claude.instance=imagetest'];
  const { code, stdout, stderr } = await run('docker', [
    'run',
    ...owned,
    ...strict,
    image,
    'bash',
    '-euc',
    script,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim();
}

async function label(name: string): Promise<string> {
  const format = `{{index .Config.Labels "${name}"}}`;
  return (await run('docker', ['image', 'inspect', '--format', format, image])).stdout.trim();
}

test('holds the pinned CLI and says so', async () => {
  expect(await inContainer('claude --version')).toBe(`${claudeCodeVersion} (Claude Code)`);
  expect(await label('hero.claude.cli_version')).toBe(claudeCodeVersion);
});

test('runs as an ordinary user in /workspace', async () => {
  expect(await inContainer('id -u; id -g; id -un; pwd; echo "$HOME"')).toBe(
    ['1000', '1000', 'agent', '/workspace', '/home/agent'].join('\n'),
  );
});

test('has the tools of an agent, and they run without network on a read-only root', async () => {
  const tools = 'bash tail git rg jq curl socat python3 pip node npm npx cc make ps less setsid fallocate';
  expect(
    await inContainer(`for tool in ${tools}; do command -v $tool >/dev/null || echo "no $tool"; done`),
  ).toBe('');
  expect(await inContainer('node -p 1+1; python3 -c "print(2+2)"; jq -n 3+3')).toBe('2\n4\n6');
  const program = 'printf "int main(){return 7;}" >/tmp/a.c; cc -o /tmp/a /tmp/a.c; /tmp/a || echo $?';
  expect(await inContainer(program)).toBe('7');
});

test('carries no credentials and no settings of the CLI in its environment', async () => {
  const env = await inContainer('env');
  expect(env).not.toMatch(/claude|anthropic|token|secret|proxy/i);
});

test('a build of an unchanged recipe does nothing', async () => {
  const id = async () => (await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image])).stdout;
  const before = await id();
  const { code, stdout } = await run(build, ['--tag', image, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    phase: 'done',
    image,
    cli_version: claudeCodeVersion,
    built: false,
  });
  expect(await id()).toBe(before);
});

test('its bill of materials names the pinned CLI and every Debian package', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'h-'));
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const { code, stdout } = await run(join(root, 'docker', 'sandbox', 'sbom.sh'), ['--tag', image], { env });
  expect(code).toBe(0);
  const document = JSON.parse(await readFile(stdout.trim(), 'utf8')) as {
    bomFormat: string;
    components: { name: string; version: string; purl: string; hashes?: unknown[] }[];
  };
  expect(document.bomFormat).toBe('CycloneDX');
  const cli = document.components.find(({ name }) => name.startsWith('@anthropic-ai/claude-code-linux-'));
  expect(cli).toMatchObject({ version: claudeCodeVersion, hashes: [{ alg: 'SHA-512' }] });
  const debian = document.components.filter(({ purl }) => purl.startsWith('pkg:deb/'));
  const installed = await inContainer('dpkg-query -W | cut -f 1 | cut -d : -f 1 | sort -u | wc -l');
  expect(new Set(debian.map(({ name }) => name)).size).toBe(Number(installed));
  await rm(cache, { recursive: true });
});

test('a build without an engine says so, to people and to programs', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'h-'));
  const env = { ...process.env, DOCKER_HOST: 'unix:///nowhere.sock', XDG_CACHE_HOME: cache };
  const told = await run(build, [], { env });
  expect(told.code).toBe(1);
  expect(told.stderr).toMatch(/^error: no container engine answers.*\n {2}fix: /);
  const machine = await run(build, ['--json'], { env });
  expect(JSON.parse(machine.stdout)).toMatchObject({
    phase: 'failed',
    hint: expect.stringContaining('make setup'),
  });
  await rm(cache, { recursive: true });
});

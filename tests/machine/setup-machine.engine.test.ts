import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeContainersOf, requireEngine } from 'hero-claude-testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, root, run } from './run.ts';

const image = 'hero-claude-sandbox:latest';
const instance = randomBytes(4).toString('hex');

/**
 * Programs of a machine that cannot be had in a container: each is the least that the script sees of the real one.
 * What apt-get and npm "install" appears in /opt/tools, which is on the path.
 */
const standIns: Record<string, string> = {
  'apt-get': `
    echo "apt-get $*" >>/tmp/did
    for name in "$@"; do
      case $name in
        rsync) cp /w/parts/rsync /opt/tools/ ;;
        docker.io) cp /w/parts/docker /w/parts/dockerd /w/parts/containerd /w/parts/ctr /opt/tools/ ;;
      esac
    done`,
  npm: `
    echo "npm $*" >>/tmp/did
    case "$*" in *--prefix*) mkdir -p "$HOME/.local/bin" && cp /w/parts/pnpm "$HOME/.local/bin/" ;;
    *) [ -w /usr ] && cp /w/parts/pnpm /opt/tools/ ;; esac`,
};
const parts: Record<string, string> = {
  rsync: 'echo "rsync  version 3.2.7  protocol version 31"',
  pnpm: 'echo 10.30.0',
  ctr: '[ -e /run/containerd.up ]',
  containerd: 'echo "containerd $*" >>/tmp/did; touch /run/containerd.up; exec sleep 60',
  dockerd: 'echo "dockerd $*" >>/tmp/did; touch /run/docker.up; exec sleep 60',
  docker: `
    [ -e /run/docker.up ] || exit 1
    case $1 in info) grep -qs '"live-restore": true' /etc/docker/daemon.json && echo true ;; *) echo 26.1.5 ;; esac`,
};

let dir: string;
let engineSocket: Server;

beforeAll(async () => {
  await requireEngine({ image });
  dir = await mkdtemp(join(tmpdir(), 'h-'));
  for (const [folder, programs] of Object.entries({ tools: standIns, parts })) {
    await mkdir(join(dir, folder));
    for (const [name, text] of Object.entries(programs))
      await writeFile(join(dir, folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  // The image is made by another script, which has tests of its own.
  await mkdir(join(dir, 'docker', 'sandbox'), { recursive: true });
  await writeFile(join(dir, 'docker', 'sandbox', 'build.sh'), '#!/bin/sh\n', { mode: 0o755 });
  await mkdir(join(dir, 'scripts'));
  await copyFile(join(root, 'scripts', 'setup.sh'), join(dir, 'scripts', 'setup.sh'));
  // Users of the machines are others than the one who runs this.
  await chmod(dir, 0o755);
  engineSocket = createServer();
  await new Promise<void>((resolve) => engineSocket.listen(join(dir, 'engine.sock'), resolve));
});

afterAll(async () => {
  engineSocket.close();
  await removeContainersOf(await requireEngine(), instance);
  await rm(dir, { recursive: true });
});

/** A Debian machine with Node, npm and git; `script` runs there, with \`setup\` as a command. */
async function onMachine(script: string, { user = '0', options = [] as string[] } = {}): Promise<Ran> {
  const before = `
    export PATH=/opt/tools:$PATH HOME=/tmp/home
    mkdir -p $HOME && cp /w/tools/* /opt/tools/
    setup() { bash /w/scripts/setup.sh "$@"; }`;
  const place = ['--network', 'none', '--label', `hero.claude.instance=${instance}`, '--user', user];
  const mounts = ['--volume', `${dir}:/w:ro`, '--tmpfs', '/opt/tools:exec,mode=1777', ...options];
  const program = ['--entrypoint', 'bash', image, '-euc', `${before}\n${script}`];
  return run('docker', ['run', '--rm', ...place, ...mounts, ...program]);
}

describe('on a new Debian machine', () => {
  test('root gets what is missing from the distribution, containerd and dockerd as two processes, and is told', async () => {
    const { code, stdout, stderr } = await onMachine(`
      setup
      cat /tmp/did /etc/docker/daemon.json
      echo AGAIN
      : >/tmp/did
      setup
      cat /tmp/did`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [first = '', second = ''] = stdout.split('AGAIN\n');
    expect(first).toContain('apt-get install -y -qq rsync docker.io');
    expect(first).toMatch(/^containerd $/m);
    expect(first).toMatch(/^dockerd --containerd \/run\/containerd\/containerd\.sock$/m);
    expect(first).toContain('"live-restore": true');
    expect(first.slice(first.indexOf('ready; this run:'))).toMatch(
      /- installed rsync docker\.io\n.*- installed pnpm \(npm install --global\)\n.*- started the Docker engine\n/s,
    );
    // Nothing is installed or started twice.
    expect(second).toMatch(/ok {4}engine +26\.1\.5\n.*ready; nothing had to be done\n$/s);
  });

  test('whoever has sudo without a password gets the same, and pnpm in the own home', async () => {
    const sudo = `printf '#!/bin/sh\\n[ "$1" = -n ] && shift\\necho "sudo $*" >>/tmp/did\\nexec "$@"\\n' >/opt/tools/sudo
      chmod 755 /opt/tools/sudo`;
    // What the real sudo would allow, the files of this machine do.
    const { code, stdout, stderr } = await onMachine(`
      ${sudo}
      mkdir -p /etc/docker && chmod 777 /etc/docker /var/log /run $HOME
      export -f setup
      setpriv --reuid 12345 --regid 12345 --clear-groups bash -c setup
      cat /tmp/did`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq rsync docker\.io/m,
    );
    expect(stdout).toContain('- installed pnpm into /tmp/home/.local/bin');
    expect(stdout).toContain('- started the Docker engine');
  });

  test('whoever may not install is told the exact command', async () => {
    const { code, stdout, stderr } = await onMachine('setup || exit $?; echo never', { user: '12345' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: [
        'error: missing: rsync docker.io',
        '  run this, then "make setup" again:',
        '    sudo apt-get update && sudo apt-get install -y rsync docker.io',
        '',
      ].join('\n'),
    });
    expect(stdout).not.toContain('never');
  });

  test('whoever is not in the docker group is told how to get in', async () => {
    const { code, stdout, stderr } = await onMachine('cp /w/parts/* /opt/tools/; setup', {
      user: '12345',
      options: ['--volume', `${join(dir, 'engine.sock')}:/var/run/docker.sock`],
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: the Docker engine is there, but .* may not use it$/m);
    expect(stderr).toMatch(/^ {4}sudo usermod -aG docker .+\n {4}newgrp docker/m);
    expect(stdout).not.toContain('starting');
  });
});

test.each([
  ['dnf', 'sudo dnf install -y rsync moby-engine && sudo systemctl enable --now docker'],
  ['pacman', 'sudo pacman -S rsync docker && sudo systemctl enable --now docker'],
  ['', 'install with the package manager of this system: rsync docker.io'],
])('elsewhere, with %j, it prints the commands and installs nothing', async (manager, command) => {
  const other =
    manager === '' ? '' : `printf '#!/bin/sh\\n' >/opt/tools/${manager}; chmod 755 /opt/tools/${manager}`;
  const { code, stderr } = await onMachine(`
    rm /etc/debian_version
    ${other}
    setup || { code=$?; [ ! -e /tmp/did ] || cat /tmp/did; exit $code; }`);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `error: missing: rsync docker.io\n  run this, then "make setup" again:\n    ${command}\n`,
  });
});

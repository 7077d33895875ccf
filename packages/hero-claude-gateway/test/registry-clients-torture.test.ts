import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, git } from 'hero-claude-testkit';
import { expect, it, vi } from 'vitest';
import { decisions } from './egress-client.ts';
import { openTestGateway, type TestSession } from './open-test-gateway.ts';

const run = promisify(execFile);

/** They are half a gigabyte of compilers, so not in the session image: cargo from 1.68 on, and go, must be on PATH. */
const torture = process.env['HERO_TORTURE'] !== undefined;

/** Go never asks a proxy for localhost. */
const host = hostname();

async function certificate(dir: string): Promise<{ key: Buffer; cert: Buffer; path: string }> {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  await run('openssl', [...made, ...subject]);
  return { key: await readFile(key), cert: await readFile(cert), path: cert };
}

/** The files of one package in an archive, as registries keep it. */
async function archive(dir: string, files: Record<string, string>, prefix: string, format: string) {
  await mkdir(dir, { recursive: true });
  await git(dir, ['init', '--quiet']);
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
  await git(dir, ['add', '--all']);
  await git(dir, ['commit', '--quiet', '--message', 'One']);
  const file = `${dir}.${format}`;
  await git(dir, ['archive', `--format=${format}`, `--prefix=${prefix}/`, `--output=${file}`, 'HEAD^{tree}']);
  return readFile(file);
}

/** A sparse index with crates, and a module proxy, over TLS with an authority of its own. */
async function startRegistries(dir: string) {
  const { key, cert, path } = await certificate(dir);
  const crateFiles = {
    'Cargo.toml': '[package]\nname = "left"\nversion = "1.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n',
    'lib.rs': '',
  };
  const crate = await archive(join(dir, 'crate'), crateFiles, 'left-1.0.0', 'tar.gz');
  const mod = 'module example.test/left\n';
  const moduleFiles = { 'go.mod': mod, 'left.go': 'package left\n' };
  const module = await archive(join(dir, 'module'), moduleFiles, 'example.test/left@v1.0.0', 'zip');
  const cksum = createHash('sha256').update(crate).digest('hex');
  const entry = { name: 'left', vers: '1.0.0', deps: [], cksum, features: {}, yanked: false };
  const info = { Version: 'v1.0.0', Time: '2026-01-01T00:00:00Z' };
  const asked: string[] = [];
  const server = createServer({ key, cert }, (req, res) => {
    asked.push(req.url ?? '');
    const found = answers[req.url ?? ''];
    res.writeHead(found === undefined ? 404 : 200).end(found);
  }).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `https://${host}:${port}`;
  const answers: Record<string, string | Buffer> = {
    '/index/config.json': JSON.stringify({ dl: `${url}/dl` }),
    '/index/le/ft/left': `${JSON.stringify(entry)}\n`,
    '/dl/left/1.0.0/download': crate,
    '/go/example.test/left/@v/list': 'v1.0.0\n',
    '/go/example.test/left/@v/v1.0.0.info': JSON.stringify(info),
    '/go/example.test/left/@v/v1.0.0.mod': mod,
    '/go/example.test/left/@v/v1.0.0.zip': module,
  };
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url, authority: `${host}:${port}`, ca: path, asked, [Symbol.asyncDispose]: close };
}

/** As every session container has it. */
async function startForwarder(session: TestSession) {
  const port = await freePort();
  const listen = `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`;
  const forwarder = spawn('socat', [listen, `UNIX-CONNECT:${session.egress}`], { stdio: 'ignore' });
  await vi.waitFor(async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  });
  const proxy = `http://127.0.0.1:${port}`;
  const env = { http_proxy: proxy, https_proxy: proxy, HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  return { env, [Symbol.dispose]: () => void forwarder.kill() };
}

it.runIf(torture)(
  'cargo and go work with a host that is listed, and with no other',
  { timeout: 120_000 },
  async () => {
    await using test = await openTestGateway();
    await using registries = await startRegistries(test.home);
    const { url, authority, ca, asked } = registries;
    const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
    using forwarder = await startForwarder(session);
    const project = join(test.home, 'project');
    await mkdir(join(project, '.cargo'), { recursive: true });
    const home = {
      PATH: process.env['PATH'],
      HOME: join(test.home, 'home'),
      CARGO_HOME: join(test.home, 'cargo'),
      // Where cargo comes by rustup it finds its compilers there.
      RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
    };
    const env = { ...home, ...forwarder.env, GOSUMDB: 'off', GOFLAGS: '-modcacherw', SSL_CERT_FILE: ca };
    const cargo = async (registry: string) => {
      await writeFile(
        join(project, '.cargo', 'config.toml'),
        `[source.crates-io]\nreplace-with = "own"\n[source.own]\nregistry = "sparse+${registry}/index/"\n[http]\ncainfo = "${ca}"\n[net]\nretry = 0\n`,
      );
      return run('cargo', ['fetch'], { cwd: project, env });
    };
    const go = (registry: string, path: string) =>
      run('go', ['mod', 'download', '-x'], {
        cwd: project,
        env: {
          ...env,
          GOPROXY: `${registry}/go`,
          GOPATH: join(test.home, path),
          GOCACHE: join(test.home, 'cache'),
        },
      });
    await writeFile(
      join(project, 'Cargo.toml'),
      '[package]\nname = "project"\nversion = "0.1.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[dependencies]\nleft = "1"\n',
    );
    await writeFile(join(project, 'lib.rs'), '');
    await writeFile(
      join(project, 'go.mod'),
      'module project\n\ngo 1.19\n\nrequire example.test/left v1.0.0\n',
    );

    await cargo(url);
    expect(asked).toContain('/dl/left/1.0.0/download');
    await go(url, 'one');
    expect(asked).toContain('/go/example.test/left/@v/v1.0.0.zip');
    const before = asked.length;
    await expect(cargo('https://elsewhere.example')).rejects.toThrow(/403/);
    await expect(go('https://elsewhere.example', 'two')).rejects.toThrow(/Forbidden/);
    expect(asked).toHaveLength(before);
    const told = decisions(test).map(({ method, host: to, verdict }) => `${verdict} ${method} ${to}`);
    expect(new Set(told)).toEqual(new Set([`allowed CONNECT ${host}`, 'refused CONNECT elsewhere.example']));
  },
);

import { once } from 'node:events';
import { createServer } from 'node:net';
import { createSampleRepo, startGitHost } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inSession } from './in-session.ts';
import { openTestGateway, type TestGateway, type TestSession } from './open-test-gateway.ts';
import { containerUser } from './run-in-container.ts';
import { startUpstream, type Upstream } from './start-upstream.ts';

/** What a program tries that does not ask the proxy, by its own code: it prints `out` when it got somewhere. */
const direct: Record<string, (target: Target) => string> = {
  'a TCP connection to the host': ({ port }) => `socket.create_connection(('127.0.0.1', ${port}), 2)`,
  'a TCP connection to a name': () => `socket.create_connection(('example.com', 443), 2)`,
  'a TCP connection to an address': () => `socket.create_connection(('1.1.1.1', 443), 2)`,
  'a TCP connection by IPv6': () => `socket.create_connection(('2606:4700:4700::1111', 443), 2)`,
  'the gateway of a bridge': ({ port }) => `socket.create_connection(('172.17.0.1', ${port}), 2)`,
  'a question to a name server': () => dns('1.1.1.1'),
  'a question to the resolver of an engine': () => dns('127.0.0.11'),
  'a question to a resolver of the host': () => dns('127.0.0.53'),
  'a datagram': () => `udp().sendto(b'x', ('1.1.1.1', 9))`,
  'a broadcast': () =>
    `s = udp(); s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1); s.sendto(b'x', ('255.255.255.255', 9))`,
  'a multicast': () => `udp().sendto(b'x', ('224.0.0.251', 5353))`,
  'an echo request': () => `socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)`,
  'an echo request without privileges': () =>
    `socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP).sendto(b'\\x08\\0\\xf7\\xff\\0\\0\\0\\0', ('1.1.1.1', 0))`,
  'raw frames': () => `socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)`,
  'a virtual machine socket': () => `vsock()`,
  'an abstract socket of the host': ({ abstract }) => `unix('\\0${abstract}')`,
  "the engine's socket": () => `unix('/var/run/docker.sock')`,
  "another session's socket": ({ other }) => `unix('${other}')`,
  "the gateway's own socket": ({ control }) => `unix('${control}')`,
  'a new network interface': () => `os.unshare(0x40000000) if hasattr(os, 'unshare') else libc_unshare()`,
};

const preamble = `
import ctypes, os, socket
def udp():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def ask(server):
    s = udp(); s.settimeout(2)
    s.sendto(b'\\x12\\x34\\x01\\0\\0\\x01\\0\\0\\0\\0\\0\\0\\x07example\\x03com\\0\\0\\x01\\0\\x01', (server, 53)); s.recv(512)
def unix(path):
    socket.socket(socket.AF_UNIX).connect(path)
def vsock():
    s = socket.socket(getattr(socket, 'AF_VSOCK', 40), socket.SOCK_STREAM); s.settimeout(2); s.connect((2, 1))
def libc_unshare():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x40000000) != 0: raise OSError(ctypes.get_errno(), 'unshare')
def attempt(name, act):
    try:
        act(); print(name + ': out')
    except OSError:
        print(name + ': refused')
    except Exception as error:
        print(name + ': broken, ' + repr(error))
`;

interface Target {
  port: number;
  abstract: string;
  other: string;
  control: string;
}

function dns(server: string): string {
  return `ask('${server}')`;
}

let test: TestGateway;
let session: TestSession;
let other: TestSession;
let host: Upstream;
const abstractServer = createServer((socket) => socket.end('out'));
const abstract = `hero-test-${process.pid}`;

beforeAll(async () => {
  host = await startUpstream((res, req) => res.end(`served ${req.url}`));
  test = await openTestGateway();
  session = await test.openSession({ policy: 'allowlist', allow: [`localhost:${host.port}`] }, containerUser);
  other = await test.openSession({ policy: 'open' }, containerUser);
  abstractServer.listen(`\0${abstract}`);
  await once(abstractServer, 'listening');
});

afterAll(async () => {
  abstractServer.close();
  await test?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

it('nothing leaves a container but through its two sockets', async () => {
  const target = {
    port: host.port,
    abstract,
    other: other.egress,
    control: `${test.home}/hero/var/sockets/hero_claude_gateway.sock`,
  };
  const attempts = Object.entries(direct).map(
    ([name, code]) => `def act():\n    ${code(target)}\nattempt(${JSON.stringify(name)}, act)`,
  );
  // The one that works shows that the others could.
  const own = `def act():\n    unix('/run/hero/egress.sock')\nattempt('its own socket', act)`;
  const program = `${preamble}${[own, ...attempts].join('\n')}`;
  const lines = await inSession(session.runDir, `python3 - <<'END'\n${program}\nEND`);
  expect(lines).toEqual(['its own socket: out', ...Object.keys(direct).map((name) => `${name}: refused`)]);
  expect(Object.keys(direct).length).toBeGreaterThanOrEqual(20);
  expect(host.seen).toEqual([]);
});

it('NO_PROXY and other settings of a client lead past the proxy to nowhere', async () => {
  const url = `http://localhost:${host.port}`;
  const lines = await inSession(
    session.runDir,
    `
    NO_PROXY='*' no_proxy='*' curl -s --max-time 5 ${url}/no-proxy || echo refused
    env -u http_proxy -u HTTP_PROXY curl -s --max-time 5 ${url}/no-variable || echo refused
    curl -s --max-time 5 --proxy socks5h://127.0.0.1:3128 ${url}/socks || echo refused
    curl -s --max-time 5 --resolve evil.example:80:127.0.0.1 http://evil.example/ -o /dev/null -w '%{http_code}\\n'
    curl -s --max-time 5 --dns-servers 1.1.1.1 https://example.com/ -o /dev/null || echo refused
    curl -s --max-time 5 -H 'Host: localhost:${host.port}' http://evil.example/ -o /dev/null -w '%{http_code}\\n'
    curl -s --max-time 5 --unix-socket /run/hero/egress.sock http://evil.example/ -o /dev/null -w '%{http_code}\\n'
  `,
  );
  expect(lines).toEqual(['refused', 'refused', 'refused', '403', 'refused', '403', '403']);
  expect(host.seen).toEqual([]);
  const rows = test.gateway.ledger.listDecisions({ sessionId: session.id, after: 0, limit: 100 });
  expect(new Set(rows.map(({ verdict, reason }) => `${verdict} ${reason}`))).toEqual(
    new Set(['refused host_not_listed', 'refused malformed_request', 'refused not_a_proxy_request']),
  );
});

const wheel = 'left-1.0.0-py3-none-any.whl';

it('git, npm and pip work with a host that is listed', async () => {
  await using git = await startGitHost();
  const remote = await git.create('shop');
  await createSampleRepo(`${test.home}/shop`, { origin: remote.dir });
  await using index = await startUpstream((res, req) => {
    if (req.url === '/simple/left/') {
      res.setHeader('content-type', 'text/html').end(`<a href="/files/${wheel}">${wheel}</a>`);
    } else if (req.url === `/files/${wheel}`) res.end('not really a wheel');
    else if (req.url === '/left') {
      const versions = { '1.0.0': { name: 'left', version: '1.0.0' } };
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({ name: 'left', 'dist-tags': { latest: '1.0.0' }, versions }));
    } else res.writeHead(404).end();
  });
  const gitHost = new URL(git.url).host;
  const allow = [gitHost, `localhost:${index.port}`];
  const worker = await test.openSession({ policy: 'allowlist', allow }, containerUser);
  const lines = await inSession(
    worker.runDir,
    `
    cd /tmp
    git ls-remote ${git.repoUrl('shop')} >/dev/null && echo git
    git ls-remote http://localhost:1/shop.git 2>/dev/null || echo git refused
    npm view left version --registry http://localhost:${index.port}/ --fetch-retries 0 2>/dev/null
    npm view left version --registry http://elsewhere.example/ --fetch-retries 0 >/dev/null 2>&1 || echo npm refused
    pip download left --no-deps --index-url http://localhost:${index.port}/simple --retries 0 2>&1 | grep -o '${wheel}' | sort -u
    pip download left --no-deps --index-url http://elsewhere.example/simple --retries 0 >/dev/null 2>&1 || echo pip refused
  `,
  );
  expect(lines).toEqual(['git', 'git refused', '1.0.0', 'npm refused', wheel, 'pip refused']);
});

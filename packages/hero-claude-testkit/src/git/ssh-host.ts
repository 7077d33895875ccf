import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { gitEnv } from './git.ts';

export interface SshHost extends AsyncDisposable {
  /** The address of a repository at a path of this machine. */
  urlOf(path: string): string;
  /** What `core.sshCommand` is for a person whom the host knows, and who knows the host. */
  sshCommand: string;
  /** The same for a person with a key that the host does not know. */
  strangersCommand: string;
  /** The same for a person who has never seen the host. */
  newcomersCommand: string;
  /** The programs that clients asked for, oldest first. */
  commands: readonly string[];
  close(): Promise<void>;
}

function newKey(): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  return ssh2.utils.generateKeyPairSync('ed25519');
}

/** Lets in whoever has the key; the client has to prove that. */
function checkLogin(context: ssh2.AuthContext, friend: ssh2.ParsedKey): void {
  if (context.method !== 'publickey' || !context.key.data.equals(friend.getPublicSSH()))
    return context.reject(['publickey']);
  const { blob, signature, hashAlgo } = context;
  // For a signature that makes no sense it is an error, which counts as no.
  const proven: unknown =
    blob === undefined || signature === undefined || friend.verify(blob, signature, hashAlgo);
  if (proven === true) context.accept();
  else context.reject(['publickey']);
}

function serve(session: ssh2.Session, commands: string[]): void {
  session.on('exec', (accept, _reject, { command }) => {
    commands.push(command);
    const channel = accept();
    const child = spawn('sh', ['-c', command], { env: { ...gitEnv, PATH: process.env['PATH'] } });
    child.stdin.on('error', () => undefined);
    channel.pipe(child.stdin);
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    child.once('close', (code) => {
      channel.exit(code ?? 1);
      channel.end();
    });
  });
}

/** An SSH server on a loopback port that lets one key in and runs what it is asked for, as a git server does. */
export async function startSshHost(): Promise<SshHost> {
  const dir = await mkdtemp(join(tmpdir(), 'ssh-host-'));
  const [host, friend, stranger] = [newKey(), newKey(), newKey()];
  const known = ssh2.utils.parseKey(friend.public);
  if (known instanceof Error) throw known;
  const commands: string[] = [];
  const clients = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [host.private] }, (client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => undefined);
    client.on('authentication', (context) => checkLogin(context, known));
    client.on('session', (accept) => serve(accept(), commands));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await Promise.all([
    writeFile(join(dir, 'friend'), friend.private, { mode: 0o600 }),
    writeFile(join(dir, 'stranger'), stranger.private, { mode: 0o600 }),
    writeFile(join(dir, 'known_hosts'), `[127.0.0.1]:${port} ${host.public}\n`),
  ]);
  const commandOf = (key: string, hosts: string): string =>
    `ssh -F none -i ${join(dir, key)} -o IdentitiesOnly=yes -o UserKnownHostsFile=${join(dir, hosts)}`;
  const close = async (): Promise<void> => {
    for (const client of clients) client.end();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    await rm(dir, { recursive: true, force: true });
  };
  return {
    urlOf: (path) => `ssh://git@127.0.0.1:${port}${path}`,
    sshCommand: commandOf('friend', 'known_hosts'),
    strangersCommand: commandOf('stranger', 'known_hosts'),
    newcomersCommand: commandOf('friend', 'no_hosts'),
    commands,
    close,
    [Symbol.asyncDispose]: close,
  };
}

import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { agentEnv } from '../../src/adapters/claude/launch/agent-environment.ts';
import { launchCommand } from '../../src/adapters/claude/launch/launch-script.ts';
import { type SessionConfig, writeSessionConfig } from '../../src/adapters/claude/launch/session-config.ts';
import type { ContainerOutcome } from '../../src/adapters/docker/container/container-state.ts';
import { type Installation, testImage, user } from '../docker/docker-fixture.ts';
import { type AgentHome, conversationId } from './agent-home.ts';
import { sessionId } from './ingest-home.ts';

export interface ContainerAgent {
  id: string;
  exited: Promise<ContainerOutcome>;
  exec(script: string): Promise<string>;
}

/** A way from a socket in the session's folder to a server on this host. */
async function forward(socket: string, url: string): Promise<AsyncDisposable> {
  const { hostname, port } = new URL(url);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  await chmod(socket, 0o600);
  if (process.getuid?.() === 0) await chown(socket, user.uid, user.gid);
  return {
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Lays out what a container mounts: one repository, the user's settings, the way to the model. */
export async function prepareSession(home: AgentHome, modelUrl: string): Promise<AsyncDisposable> {
  for (const name of ['code/shop', 'run', 'user/skills/greet'])
    await mkdir(join(home.dir, name), { recursive: true });
  await writeFile(join(home.dir, 'user/CLAUDE.md'), 'The user says: be brief.\n');
  await writeFile(
    join(home.dir, 'user/skills/greet/SKILL.md'),
    '---\nname: greet\ndescription: greets\n---\nGreet.\n',
  );
  await writeFile(join(home.dir, 'code/shop/CLAUDE.md'), 'The repository says: be kind.\n');
  await promisify(execFile)('git', ['init', '--quiet', join(home.dir, 'code/shop')]);
  if (process.getuid?.() === 0) {
    const owned = ['code', 'claude', 'home'].map((name) => join(home.dir, name));
    await promisify(execFile)('chown', ['-R', `${user.uid}:${user.gid}`, ...owned]);
  }
  await chmod(home.dir, 0o755);
  return forward(join(home.dir, 'run/model.sock'), modelUrl);
}

/** Starts the agent of a session as the server does. */
export async function startInContainer(
  home: AgentHome,
  installation: Installation,
  {
    resumeInterruptedTurn = false,
    ...changes
  }: Partial<SessionConfig & { resumeInterruptedTurn: boolean }> = {},
): Promise<ContainerAgent> {
  const { engine, limits } = installation;
  const at = (name: string) => join(home.dir, name);
  await writeSessionConfig(at('cfg'), {
    model: 'sonnet',
    effort: 'high',
    permissionMode: 'bypassPermissions',
    trustProject: true,
    repoDirs: ['/workspace/code/shop'],
    conversation: conversationId,
    setup: [],
    mcpServers: {},
    userConfigDir: at('user'),
    ...user,
    ...changes,
  });
  const { id } = await engine.createAgent({
    sessionId,
    image: testImage,
    user,
    workingDir: '/workspace/code/shop',
    env: agentEnv({ token: 'hero-test', userEnv: { CI: '1' }, resumeInterruptedTurn }),
    limits: { ...limits, memoryBytes: 1024 * 1024 * 1024 },
    mounts: {
      code: at('code'),
      claude: at('claude'),
      home: at('home'),
      cfg: at('cfg'),
      passwd: at('cfg/passwd'),
      group: at('cfg/group'),
    },
    agentMounts: { run: at('run'), journals: home.files },
    argv: launchCommand,
  });
  await engine.start(id);
  return {
    id,
    exited: engine.waitForExit(id),
    exec: async (script) => (await engine.exec(id, ['bash', '-c', script])).stdout.trim(),
  };
}

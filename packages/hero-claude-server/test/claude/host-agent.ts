import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claudeBinary } from 'hero-claude-testkit';
import { agentArguments } from '../../src/adapters/claude/launch/agent-arguments.ts';
import { agentEnv } from '../../src/adapters/claude/launch/agent-environment.ts';
import { writeSessionConfig } from '../../src/adapters/claude/launch/session-config.ts';
import { type AgentHome, conversationId, thisUser } from './agent-home.ts';

export interface HostAgent extends AsyncDisposable {
  exited: Promise<number | null>;
  kill(): void;
}

/** Starts the real CLI on this host, over the same two files and with the same arguments as in a container. */
export async function startOnHost(
  { dir, files }: AgentHome,
  modelUrl: string,
  permissionMode: 'default' | 'bypassPermissions' = 'bypassPermissions',
): Promise<HostAgent> {
  const paths = {
    claudeConfig: join(dir, 'claude'),
    home: join(dir, 'home'),
    cfg: join(dir, 'cfg'),
    sockets: dir,
    io: dir,
  };
  const options = {
    model: 'sonnet',
    effort: 'high',
    permissionMode,
    trustProject: true,
    repoDirs: [join(dir, 'work')],
  } as const;
  const config = { ...options, conversation: conversationId, setup: [], mcpServers: {}, ...thisUser };
  await writeSessionConfig(paths.cfg, { ...config, userConfigDir: join(dir, 'nowhere') }, paths);
  const resumes = await readFile(join(dir, 'home', '.started')).then(
    () => true,
    () => false,
  );
  const conversation = [resumes ? '--resume' : '--session-id', conversationId];
  const { ANTHROPIC_UNIX_SOCKET: _, ...env } = agentEnv(
    { token: 'hero-test', userEnv: {}, resumeInterruptedTurn: false },
    paths,
  );
  const line = 'exec "$@" < <(exec tail -c +1 -s 0.1 -f "$IN") >> "$OUT" 2>> "$ERR"';
  const child = spawn(
    'bash',
    [
      '-c',
      `touch "$HOME/.started"; ${line}`,
      '-',
      await claudeBinary(),
      ...agentArguments(options, paths),
      ...conversation,
    ],
    {
      cwd: join(dir, 'work'),
      detached: true,
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        ...env,
        ANTHROPIC_BASE_URL: modelUrl,
        NO_PROXY: '127.0.0.1',
        IN: files.in,
        OUT: files.out,
        ERR: files.err,
      },
    },
  );
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const kill = (): void => killGroup(child);
  return {
    exited,
    kill,
    async [Symbol.asyncDispose]() {
      kill();
      await exited;
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group is gone already.
  }
}

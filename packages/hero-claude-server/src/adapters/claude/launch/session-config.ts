import { randomUUID } from 'node:crypto';
import { chmod, lchown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StdioServer } from '../host/mcp-servers.ts';
import type { InputHead } from '../journal/journal-writer.ts';
import { type AgentOptions, agentArguments } from './agent-arguments.ts';
import { type ContainerPaths, containerPaths } from './container-paths.ts';
import { launchScript } from './launch-script.ts';
import { copyUserSettings } from './user-settings.ts';

export interface SessionConfig extends AgentOptions {
  /** The uuid of the conversation: made by us, then whatever the latest `init` says. */
  conversation: string;
  /** What the input of this start begins with. */
  head?: InputHead;
  /** Shell commands run before the agent, once per container. */
  setup: readonly string[];
  /** MCP servers that run in the container. */
  mcpServers: Readonly<Record<string, StdioServer>>;
  /** The user's CLAUDE_CONFIG_DIR on the host. */
  userConfigDir: string;
  /** Of the container's user. */
  uid: number;
  gid: number;
}

const settings = {
  // The transcript is what a conversation resumes from; the CLI deletes those older than 30 days by default.
  cleanupPeriodDays: 36_500,
  // What the person attached to a prompt was given to be read.
  permissions: { allow: [`Read(/${containerPaths.cfg}/attachments/**)`] },
};

/**
 * Writes what a new container of a session reads at `/run/hero-cfg`: its launch script and everything the
 * script looks up. The folder is replaced whole; the container's group can read it and nobody in the
 * container can write it.
 * @returns sentences about what was left out, for the person
 */
export async function writeSessionConfig(
  dir: string,
  config: SessionConfig,
  paths: ContainerPaths = containerPaths,
): Promise<string[]> {
  const next = `${dir}.next`;
  await rm(next, { recursive: true, force: true });
  await mkdir(join(next, 'user'), { recursive: true });
  const notices = await copyUserSettings(config.userConfigDir, join(next, 'user'));
  const files: Record<string, string> = {
    'launch.sh': launchScript(paths),
    args: nulTerminated(agentArguments(config, paths)),
    setup: nulTerminated(config.setup),
    'setup-id': randomUUID(),
    workdir: config.repoDirs[0] ?? paths.home,
    conversation: config.conversation,
    'head-bytes': String(config.head?.bytes ?? 0),
    'head-prompts': nulTerminated(config.head?.prompts ?? []),
    'mcp.json': json({ mcpServers: config.mcpServers }),
    'settings.json': json(settings),
    passwd: `root:x:0:0:root:/root:/bin/bash\nagent:x:${config.uid}:${config.gid}:agent:${paths.home}:/bin/bash\n`,
    group: `root:x:0:\nagent:x:${config.gid}:\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(next, name), content);
  await giveTo(next, config.gid);
  await rm(dir, { recursive: true, force: true });
  await rename(next, dir);
  return notices;
}

/** Owner writes, the container's group reads, nobody else sees it: mcp.json may hold keys of its servers. */
async function giveTo(path: string, gid: number): Promise<void> {
  const owner = process.getuid?.() ?? 0;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await giveTo(child, gid);
    else {
      await lchown(child, owner, gid);
      await chmod(child, 0o640);
    }
  }
  await lchown(path, owner, gid);
  await chmod(path, 0o750);
}

function nulTerminated(values: readonly string[]): string {
  return values.map((value) => `${value}\0`).join('');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

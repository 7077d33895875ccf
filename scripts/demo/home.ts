import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'hero-claude-sdk/node';
import { createTempHome, removeContainersOf, requireEngine } from 'hero-claude-testkit';
import { CommandLine } from './command-line.ts';
import { endSessions } from './end-sessions.ts';
import { type Kept, keep, readKept } from './kept.ts';
import { startModel, stopModel } from './model.ts';
import { quiet, say } from './narrate.ts';

const cliMain = join(import.meta.dirname, '..', '..', 'packages', 'hero-claude', 'dist', 'main.js');
const credentialNames = [
  'ANTHROPIC_API_KEY',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'CLAUDE_CONFIG_DIR',
  'HERO_CLAUDE_MODEL_URL',
];

export interface DemoHome {
  dir: string;
  codeRoot: string;
  socketPath: string;
  /** Runs a command of the product as a person would and shows it; rejects when it fails. */
  cli(...args: string[]): Promise<void>;
  close(): Promise<void>;
}

/** The person's own way to the model, for `--real`. */
function ownCredential(): Record<string, string> {
  const env = Object.fromEntries(
    credentialNames.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  ) as Record<string, string>;
  return { CLAUDE_CONFIG_DIR: join(homedir(), '.claude'), ...env };
}

function openHome({ dir, env, model }: Kept, secrets: Record<string, string>): DemoHome {
  const line = new CommandLine(cliMain, { env: { ...env, ...secrets }, cwd: dir });
  const socketPath = join(dir, 'hero', 'var', 'sockets', 'hero_claude_server.sock');
  const end = async (): Promise<void> => {
    await line.interrupt();
    const client = connect({ socketPath });
    // What carries its label is removed below, whatever a session says to its end.
    const instance = await client.server.info({}).then(
      (info) => info.instance,
      () => undefined,
    );
    if (instance !== undefined) await endSessions(client).catch((error: Error) => say(error.message));
    await line.run('stop').catch((error: Error) => say(error.message));
    if (instance !== undefined) await removeContainersOf(await requireEngine(), instance);
    if (model !== null) stopModel(model);
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    say(quiet(`everything of this demo is removed: ${dir}`));
  };
  let ending: Promise<void> | undefined;
  return {
    dir,
    codeRoot: join(dir, 'code'),
    socketPath,
    cli: async (...args) => {
      if (ending !== undefined) throw new Error('the demo has been ended');
      await line.run(...args);
    },
    close: async () => (ending ??= end()),
  };
}

/** A home with its own sockets and port, so that the demo and a real installation never meet. */
export async function createDemoHome({ real }: { real: boolean }): Promise<DemoHome> {
  if (!existsSync(cliMain)) throw new Error('not built yet: run make build');
  const home = await createTempHome();
  const model = real ? undefined : await startModel();
  const env: Record<string, string> = {
    ...home.env,
    // Downloads and engine builds are shared with the person's own installation.
    XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    ...(process.env['DOCKER_HOST'] !== undefined && { DOCKER_HOST: process.env['DOCKER_HOST'] }),
    ...(model !== undefined && { HERO_CLAUDE_MODEL_URL: model.url, ANTHROPIC_API_KEY: 'sk-demo-none' }),
  };
  const kept = { dir: home.dir, env, model: model?.process ?? null };
  await keep(kept, cliMain);
  return openHome(kept, real ? ownCredential() : {});
}

/** A home that an earlier demo left. Throws when the folder is none. */
export async function reopenDemoHome(dir: string): Promise<DemoHome> {
  return openHome(await readKept(dir), {});
}

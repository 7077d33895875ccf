import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'hero-claude-sdk/node';
import { createTempHome } from 'hero-claude-testkit';
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

/** An argument as a person would type it; the scripted model's part is left out. */
function shown(arg: string): string {
  const plain = arg.replace(/\s*\[\[script\]\].*/s, '');
  return /^[\w./:=-]+$/.test(plain) ? plain : JSON.stringify(plain);
}

/** Ends the containers of sessions that are still there: they would go on without the services. */
async function endSessions(socketPath: string): Promise<void> {
  const client = connect({ socketPath });
  for (const { session_id } of await client.session.list({}))
    await client.session.destroy({ session_id, force: true });
}

function run(args: readonly string[], env: Record<string, string>, cwd: string): Promise<void> {
  say(quiet(`$ hero-claude ${args.map(shown).join(' ')}`));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cliMain, ...args], {
      env,
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`hero-claude ${args[0]} ended with ${signal ?? `exit code ${code}`}`)),
    );
  });
}

function openHome({ dir, env, model }: Kept, secrets: Record<string, string>): DemoHome {
  const cli = (...args: string[]) => run(args, { ...env, ...secrets }, dir);
  const socketPath = join(dir, 'hero', 'var', 'sockets', 'hero_claude_server.sock');
  let closing: Promise<void> | undefined;
  return {
    dir,
    codeRoot: join(dir, 'code'),
    socketPath,
    cli,
    close: () =>
      (closing ??= (async () => {
        await endSessions(socketPath).catch(() => undefined);
        await cli('stop').catch((error: Error) => say(error.message));
        if (model !== null) stopModel(model);
        await rm(dir, { recursive: true, force: true, maxRetries: 5 });
        say(quiet(`everything of this demo is removed: ${dir}`));
      })()),
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

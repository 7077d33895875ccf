import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cliCommand, createTempHome, type TempHome } from 'hero-claude-testkit';
import { expect, it, vi } from 'vitest';
import { type Shell, shells } from '../src/completion/completion-script.ts';
import { startRpcServer } from './fixtures/rpc-server.ts';
import { runCli } from './run-cli.ts';

vi.setConfig({ testTimeout: 120_000 });

const run = promisify(execFile);
const session = (session_id: string, name: string) => ({ session_id, name });

const answers = {
  'session.list': [session('a1b2c3d4', 'Mend the login'), session('ffff0000', 'Other')],
  'trash.list': [{ session: session('dead0000', 'Gone') }],
  // The name of a folder is whatever somebody made of it.
  'repo.list': [{ name: 'shop' }, { name: 'lib/core' }, { name: 'a b' }, { name: '$(touch ran);x' }],
};

/** What a shell offers for a line of words, the last of which is being typed. */
const asked: Record<Shell, (script: string, words: readonly string[]) => string> = {
  bash: (script, words) => `source ${script}
COMP_WORDS=(${words.map(quoted).join(' ')}); COMP_CWORD=${words.length - 1}
_hero_claude; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // Outside of its line editor the shell has no compadd: this one prints what it is given.
  zsh: (script, words) => `compdef() { :; }; _files() { :; }
compadd() { [[ $1 == -d ]] && print -rl -- $ids || print -rl -- "\${@:2}"; }
source ${script}; words=(${words.map(quoted).join(' ')}); CURRENT=${words.length}; _hero_claude`,
  fish: (script, words) => `source ${script}; complete -C ${quoted(words.join(' '))}`,
};

function quoted(word: string): string {
  return `'${word}'`;
}

/** Bash is everywhere; the others are looked at where they are installed. */
async function isHere(shell: Shell): Promise<boolean> {
  return shell === 'bash' || run(shell, ['-c', 'true']).then(Boolean, () => false);
}

async function installed(home: TempHome): Promise<Record<string, string>> {
  const bin = join(home.dir, 'bin');
  const { command, args } = cliCommand();
  await mkdir(bin);
  const line = [command, ...args].map(quoted).join(' ');
  await writeFile(join(bin, 'hero-claude'), `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
  return { ...home.env, PATH: `${bin}:${process.env['PATH']}` };
}

/** A shell with the completions in a home; what it offers for a line. */
async function completer(shell: Shell, home: TempHome) {
  const env = await installed(home);
  const script = join(home.dir, 'completion');
  await writeFile(script, (await runCli(env, ['completion', shell])).stdout);
  return async (...words: string[]): Promise<string[]> => {
    const line = asked[shell](script, ['hero-claude', ...words]);
    const { stdout, stderr } = await run(shell, ['-c', line], { env, cwd: home.dir });
    expect(stderr).toBe('');
    // Fish shows what a word is behind a tab.
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((each) => each.split('\t')[0] ?? '');
  };
}

for (const shell of shells) {
  it.runIf(await isHere(shell))(`${shell} completes commands, flags, sessions and repositories`, async () => {
    await using home = await createTempHome();
    const offered = await completer(shell, home);
    // Without a server there is nothing to offer, and nothing is said in the middle of the line.
    expect(await offered('session', 'info', '')).toEqual([]);

    await using _server = await startRpcServer(home, answers);
    expect(await offered('')).toEqual(expect.arrayContaining(['session', 'doctor']));
    expect(await offered('session', '')).toEqual(expect.arrayContaining(['create', 'info', 'restore']));
    expect(await offered('session', 'create', '--')).toEqual(
      expect.arrayContaining(['--repo', '--task', '--start']),
    );
    const sessions = ['a1b2c3d4', 'ffff0000'];
    expect(await offered('session', 'logs', '--source', 'claude', '')).toEqual(sessions);
    expect(await offered('session', 'restore', '')).toEqual(['dead0000']);
    const repos = await offered('session', 'create', '--task', 'mend it', '--repo', '');
    expect(repos).toEqual(expect.arrayContaining(['shop', 'lib/core']));
    expect(repos).toHaveLength(4);
  });
}

it('what a name says is quoted, not run, and an id that is given is not asked for again', async () => {
  await using home = await createTempHome();
  const offered = await completer('bash', home);
  await using _server = await startRpcServer(home, answers);
  expect(await offered('repo', 'info', '')).toContain(String.raw`\$\(touch\ ran\)\;x`);
  expect(await readdir(home.dir)).not.toContain('ran');
  expect(await offered('session', 'info', 'a1')).toEqual(['a1b2c3d4']);
  expect(await offered('session', 'info', 'a1b2c3d4', '')).toEqual([]);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { quiet, say } from './narrate.ts';

/** The product's commands, one at a time, each shown as a person would type it. */
export class CommandLine {
  readonly #main: string;
  readonly #env: Record<string, string>;
  readonly #cwd: string;
  #running: { child: ChildProcess; verb: string; ended: Promise<void> } | undefined;

  constructor(main: string, { env, cwd }: { env: Record<string, string>; cwd: string }) {
    this.#main = main;
    this.#env = env;
    this.#cwd = cwd;
  }

  /** Rejects when the command fails. */
  async run(...args: string[]): Promise<void> {
    say(quiet(`$ hero-claude ${args.map(shown).join(' ')}`));
    const [verb = ''] = args;
    const child = spawn(process.execPath, [this.#main, ...args], {
      env: this.#env,
      cwd: this.#cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      // A Ctrl-C is for the demo, which knows what has to be ended in which order.
      detached: true,
    });
    const outcome = new Promise<string | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
    });
    this.#running = { child, verb, ended: outcome.then(noop, noop) };
    const failure = await outcome.finally(() => (this.#running = undefined));
    if (failure !== undefined) throw new Error(`hero-claude ${verb} ended with ${failure}`);
  }

  /** Ends the command that runs. A start is waited for instead: services half started are not found by a stop. */
  async interrupt(): Promise<void> {
    const { child, verb, ended } = this.#running ?? {};
    if (verb !== 'start') child?.kill('SIGINT');
    await ended;
  }
}

function noop(): void {}

/** An argument as a person would type it; the scripted model's part is left out. */
function shown(arg: string): string {
  const plain = arg.replace(/\s*\[\[script\]\].*/s, '');
  return /^[\w./:=-]+$/.test(plain) ? plain : JSON.stringify(plain);
}

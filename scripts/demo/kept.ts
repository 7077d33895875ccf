import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ProcessIdentity } from 'hero-rpc/node';

/** What it takes to use a demo's home later on, and to end it. No credential of a person is in it. */
export interface Kept {
  dir: string;
  env: Record<string, string>;
  /** The scripted model; null with `--real`. */
  model: ProcessIdentity | null;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Writes beside the home's own folders: `demo.json`, `use` for a shell, and the command line. */
export async function keep(kept: Kept, cliMain: string): Promise<void> {
  const { dir, env } = kept;
  const bin = join(dir, 'hero', 'bin');
  const { PATH: _, ...variables } = env;
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  await writeFile(join(dir, 'demo.json'), JSON.stringify(kept), { mode: 0o600 });
  await writeFile(join(dir, 'use'), `${lines.join('\n')}\nexport PATH=${quoted(bin)}:"$PATH"\n`);
  await mkdir(bin, { recursive: true });
  const command = `exec ${quoted(process.execPath)} ${quoted(cliMain)} "$@"`;
  await writeFile(join(bin, 'hero-claude'), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
}

/** Throws when the folder is none of a demo. */
export async function readKept(dir: string): Promise<Kept> {
  const file = join(resolve(dir), 'demo.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept;
  } catch (error) {
    throw new Error(`${dir} is no home of a demo: ${file} cannot be read`, { cause: error });
  }
}

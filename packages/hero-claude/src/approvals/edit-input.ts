import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { type Json, parseJson } from '../conversation/json.ts';

function editorOf(env: NodeJS.ProcessEnv): string[] {
  const words = (env['VISUAL'] || env['EDITOR'] || 'vi').split(' ').filter((word) => word !== '');
  return words.length > 0 ? words : ['vi'];
}

function run([command = 'vi', ...args]: string[], file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, file], { stdio: 'inherit' });
    child.once('error', (error) =>
      reject(
        new CliError('editor.missing', `The editor "${command}" cannot be started: ${error.message}`, {
          hint: 'set EDITOR to one that is there',
          cause: error,
        }),
      ),
    );
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new CliError('editor.failed', `The editor ended with ${signal ?? code}; nothing was sent`));
    });
  });
}

/** Lets a person change what a tool would be called with; undefined when they left it as it was. */
export async function editInput(
  input: Json,
  env: NodeJS.ProcessEnv,
): Promise<Record<string, unknown> | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'hero-claude-'));
  const file = join(dir, 'input.json');
  try {
    const before = `${JSON.stringify(input, null, 2)}\n`;
    await writeFile(file, before, { mode: 0o600 });
    await run(editorOf(env), file);
    const after = await readFile(file, 'utf8');
    if (after === before) return undefined;
    const edited = parseJson(after);
    if (edited === undefined)
      throw new CliError('editor.not_json', 'What was written is not a JSON object; nothing was sent');
    return { ...edited };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

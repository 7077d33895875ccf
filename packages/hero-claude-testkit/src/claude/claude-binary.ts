import { access, chmod, constants, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { withFileLock } from './file-lock.ts';

/** The version the session image carries. */
export const claudeVersion = '2.1.329';

/**
 * Path of the real Claude CLI's binary for this machine. The first call on a machine fetches the
 * platform's npm package (about 170 MB) into `$XDG_CACHE_HOME/hero-claude/claude/<version>/`.
 */
export async function claudeBinary(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const cache = join(
    env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
    'hero-claude',
    'claude',
    claudeVersion,
  );
  const binary = join(cache, `claude-${process.platform}-${process.arch}`);
  if (await isExecutable(binary)) return binary;
  return await withFileLock(join(cache, 'lock'), async () => {
    if (!(await isExecutable(binary))) await fetchBinary(binary);
    return binary;
  });
}

async function fetchBinary(binary: string): Promise<void> {
  const work = await mkdtemp(join(dirname(binary), 'fetch-'));
  try {
    const name = `@anthropic-ai/claude-code-${process.platform}-${process.arch}@${claudeVersion}`;
    const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', work, name], {
      cwd: work,
    });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await execa('tar', ['-xzf', join(work, filename), '-C', work, 'package/claude']);
    await chmod(join(work, 'package/claude'), 0o755);
    await rename(join(work, 'package/claude'), binary);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

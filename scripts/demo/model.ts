import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { identityOf, isRunning, type ProcessIdentity } from 'hero-rpc/node';

const program = join(import.meta.dirname, '..', '..', 'packages', 'hero-claude-testkit', 'dist', 'main.js');

/** The scripted model: a process of its own, which a demo that is kept goes on with. */
export async function startModel(): Promise<{ url: string; process: ProcessIdentity }> {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, pid } = JSON.parse(line) as { url: string; pid: number };
    const identity = identityOf(pid);
    if (identity === undefined) break;
    child.stdout.destroy();
    child.unref();
    return { url, process: identity };
  }
  throw new Error('the scripted model does not start');
}

export function stopModel(model: ProcessIdentity): void {
  if (isRunning(model)) process.kill(model.pid, 'SIGTERM');
}

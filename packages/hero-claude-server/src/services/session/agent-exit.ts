import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { RpcError } from 'hero-rpc';
import { launchExit } from '../../adapters/claude/launch-script.ts';
import type { ContainerOutcome } from '../../adapters/docker/container-state.ts';
import { agentExited, agentInputClosed, agentOutOfMemory, setupFailed } from '../../domain/session-errors.ts';

const tailBytes = 2000;

/** The end of a container's own log. The file is the host's, but the container writes what is in it. */
export async function tailOf(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    await file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString().replaceAll('\0', '').trim();
  } finally {
    await file.close();
  }
}

/** Why an agent ended, as an error for whoever started it and as the session's problem. */
export function exitError(sessionId: string, outcome: ContainerOutcome, stderr: string): RpcError {
  const { exitCode, oomKilled } = outcome;
  const facts = { session_id: sessionId, exit_code: exitCode };
  if (oomKilled) return agentOutOfMemory({ session_id: sessionId });
  if (exitCode === launchExit.setupFailed) return setupFailed(facts);
  if (exitCode === 0) return agentInputClosed({ session_id: sessionId });
  return agentExited({ ...facts, stderr: outcome.error ?? stderr });
}

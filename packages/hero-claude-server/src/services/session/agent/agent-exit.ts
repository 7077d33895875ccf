import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { RpcError } from 'hero-rpc';
import { launchExit } from '../../../adapters/claude/launch/launch-script.ts';
import type { ContainerOutcome } from '../../../adapters/docker/container/container-state.ts';
import {
  agentExited,
  agentInputClosed,
  agentOutOfMemory,
  setupFailed,
} from '../../../domain/session/session-errors.ts';

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

const launchMark = 'hero-claude: ';
const launchFailures: readonly (number | null)[] = Object.values(launchExit);

/** The agent was never started, and another try would end the same way. */
export function isLaunchFailure({ exitCode }: ContainerOutcome): boolean {
  return launchFailures.includes(exitCode);
}

/** What the launch script said last; what other programs said before it is in the log. */
function launchReason(stderr: string): string {
  const at = stderr.lastIndexOf(launchMark);
  return at < 0 ? stderr : stderr.slice(at + launchMark.length);
}

/** Why an agent ended, as an error for whoever started it and as the session's problem. */
export function exitError(sessionId: string, outcome: ContainerOutcome, stderr: string): RpcError {
  const { exitCode, oomKilled } = outcome;
  const reason = isLaunchFailure(outcome) ? launchReason(stderr) : stderr;
  if (oomKilled) return agentOutOfMemory({ session_id: sessionId });
  if (exitCode === launchExit.setupFailed) {
    const code = /^setup ended with exit code (\d+)/.exec(reason)?.[1];
    return setupFailed({
      session_id: sessionId,
      exit_code: code === undefined ? null : Number(code),
      reason,
    });
  }
  if (exitCode === 0) return agentInputClosed({ session_id: sessionId });
  return agentExited({ session_id: sessionId, exit_code: exitCode, stderr: outcome.error ?? reason });
}

import { askBeside } from '../../../adapters/claude/side-turn.ts';
import type { ContainerExec } from '../../../domain/container/container-exec.ts';
import { messageFrom } from '../../../domain/conversation/side-answer.ts';
import { containerRepoDir } from '../../../domain/session/session-folder.ts';
import type { SessionParts } from '../session-parts.ts';

const instruction =
  'You write commit messages. Answer with the message for the change in the text and nothing else: a subject in the ' +
  'imperative of at most 60 characters, then, where it helps, an empty line and a short body that says why.';
const maxTokens = 300;
const patienceMs = 20_000;
const shown =
  'git status --short | head -n 40; git diff HEAD --stat --no-ext-diff | tail -n 40; git diff HEAD --no-ext-diff';

/**
 * A message for what the agent left uncommitted, when nobody gave one; null when there is nothing to say or nobody
 * to ask. It never holds a delivery up for long.
 */
export async function commitMessage(
  { config, log, stopping }: SessionParts,
  repo: string,
  exec: ContainerExec,
): Promise<string | null> {
  if (config.sideTurns === 'off') return null;
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)]);
  try {
    const cwd = containerRepoDir(repo);
    const { stdout } = await exec(['bash', '-c', shown], { cwd, maxOutputBytes: 8_000, signal });
    if (stdout.trim() === '') return null;
    const question = { instruction, text: stdout, model: config.sideModel, maxTokens, signal };
    return messageFrom(await askBeside(exec, question));
  } catch (error) {
    stopping.throwIfAborted();
    log.info({ err: error, repo }, 'no message could be had for a commit');
    return null;
  }
}

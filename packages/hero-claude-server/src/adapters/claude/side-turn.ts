import { z } from 'zod';
import { sideTurnFailed } from '../../domain/agent/agent-errors.ts';
import type { ContainerExec } from '../../domain/container/container-exec.ts';
import { modelId } from './launch/agent-arguments.ts';

export interface SideQuestion {
  /** What the model is to do with the text. */
  instruction: string;
  text: string;
  model: string;
  /** Of the answer. */
  maxTokens: number;
  signal?: AbortSignal;
}

const timeoutMs = 60_000;
const maxTextLength = 8_000;

/**
 * A folder of its own keeps the CLI away from the session's conversation and settings. What it is asked comes as
 * arguments, so that no value is parsed as shell.
 */
const program = `dir=$(mktemp -d /tmp/hero-side-XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export CLAUDE_CONFIG_DIR="$dir"
unset CLAUDE_CODE_RESUME_INTERRUPTED_TURN
claude "$@" < /dev/null`;

const Answer = z.looseObject({
  is_error: z.boolean(),
  num_turns: z.number().default(0),
  api_error_status: z.number().nullish(),
  result: z.string().default(''),
});

/**
 * Asks the model something beside the session's conversation: the CLI itself, once, in the agent's container, with a
 * small model, no tools and nothing kept. It goes through the session's gateway, so its login, its budget and its
 * usage are the session's.
 * @throws agent.side_turn_failed; an error text is never an answer
 */
export async function askBeside(exec: ContainerExec, question: SideQuestion): Promise<string> {
  const { instruction, text, model, maxTokens, signal } = question;
  const flags: string[][] = [
    ['-p', '--output-format', 'json', '--model', modelId(model), '--max-turns', '1'],
    ['--no-session-persistence', '--strict-mcp-config', '--setting-sources', ''],
    ['--system-prompt', instruction, '--tools', ''],
  ];
  // "@name" would be read as a file.
  const words = text.slice(0, maxTextLength).replaceAll('@', '(at)');
  const argv = ['bash', '-c', program, 'side', ...flags.flat(), '--', `The text:\n\n${words}`];
  const result = await exec(argv, {
    cwd: '/tmp',
    env: { CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(maxTokens), MAX_THINKING_TOKENS: '0' },
    timeoutMs,
    maxOutputBytes: 256 * 1024,
    ...(signal && { signal }),
  });
  const answer = answerIn(result.stdout);
  if (answer === null)
    throw sideTurnFailed({ reason: (result.stderr || result.stdout || 'no answer').slice(0, 300) });
  return answer;
}

function answerIn(stdout: string): string | null {
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch {
    return null;
  }
  const { success, data } = Answer.safeParse(json);
  // An error may call itself a success: it has no turn, or the status of the API.
  if (!success || data.is_error || data.num_turns < 1 || typeof data.api_error_status === 'number')
    return null;
  const answer = data.result.trim();
  return answer === '' ? null : answer;
}

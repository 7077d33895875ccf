import type { ClaudeLine } from 'hero-claude-testkit';
import { type ContainerRun, runInContainer } from './run-in-container.ts';

export interface ClaudeRun extends ContainerRun {
  lines: ClaudeLine[];
  /** The last line of type `result`. */
  result: ClaudeLine;
  /** Status (null without one) and wait of each `api_retry`. */
  retries: { status: unknown; delayMs: number }[];
}

/** One prompt to the real Claude Code in a container that has nothing but the gateway's sockets. */
export async function runClaude(runDir: string, token: string, prompt: string): Promise<ClaudeRun> {
  const argv = [
    'claude',
    '-p',
    '--output-format',
    'stream-json',
    '--verbose',
    '--model',
    'claude-sonnet-4-5',
  ];
  const run = await runInContainer(runDir, [...argv, '--dangerously-skip-permissions', '--', prompt], {
    ANTHROPIC_UNIX_SOCKET: '/run/hero/model.sock',
    ANTHROPIC_BASE_URL: 'http://hero-gateway',
    CLAUDE_CODE_OAUTH_TOKEN: token,
    CLAUDE_CONFIG_DIR: '/workspace/.claude',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  });
  const lines = run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ClaudeLine);
  const result = lines.findLast(({ type }) => type === 'result');
  if (result === undefined) throw new Error(`no result: ${run.stdout.slice(-2_000)}\n${run.stderr}`);
  const retries = lines
    .filter(({ subtype }) => subtype === 'api_retry')
    .map((line) => ({ status: line['error_status'], delayMs: Number(line['retry_delay_ms']) }));
  return { ...run, lines, result, retries };
}

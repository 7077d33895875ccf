/** Something the CLI does that would catch whoever does not know it, and how it is met here. */
export interface CliTrap {
  trap: string;
  answer: string;
  /** The test that holds it, by file from the root and by name; without one the answer says why it cannot bite. */
  held?: { file: string; name: string };
}

export interface CliTrapGroup {
  title: string;
  traps: readonly CliTrap[];
}

const server = 'packages/hero-claude-server';
const gateway = 'packages/hero-claude-gateway/test';

/** Where tests of the traps are. */
export const at = {
  environment: `${server}/src/adapters/claude/launch/agent-environment.test.ts`,
  exit: `${server}/src/services/session/agent/agent-exit.test.ts`,
  state: `${server}/src/domain/agent/follow-agent.test.ts`,
  turn: `${server}/src/domain/conversation/turn-summary.test.ts`,
  answer: `${server}/src/domain/approval/approval-response.test.ts`,
  params: `${server}/src/domain/session/session-params.test.ts`,
  config: `${server}/test/session/session-config.test.ts`,
  history: `${server}/test/session/history.test.ts`,
  recorder: `${server}/test/session/approval-recorder.test.ts`,
  containers: `${server}/test/docker/docker-containers.engine.test.ts`,
  conversation: `${server}/test/claude/conversation.test.ts`,
  cutTurn: `${server}/test/claude/cut-turn.test.ts`,
  hooks: `${server}/test/claude/operator-hooks.test.ts`,
  launch: `${server}/test/claude/launch.engine.test.ts`,
  bridge: `${server}/test/claude/mcp-bridge.test.ts`,
  outputs: `${server}/test/claude/output-files.test.ts`,
  reader: `${server}/test/claude/journal-reader.test.ts`,
  writer: `${server}/test/claude/journal-writer.test.ts`,
  transcript: 'packages/hero-claude/src/conversation/transcript.test.ts',
  limits: 'packages/hero-claude-gateway/src/account/limits-from-headers.test.ts',
  account: `${gateway}/account-poll.test.ts`,
  book: `${gateway}/budget-book.test.ts`,
  budget: `${gateway}/budget.test.ts`,
  forward: `${gateway}/model-forward.test.ts`,
  refusal: `${gateway}/model-refusal.test.ts`,
  gatewayTurn: `${gateway}/claude-turn.engine.test.ts`,
  approvals: 'tests/e2e/approvals.test.ts',
  container: 'tests/e2e/container.test.ts',
  images: 'tests/e2e/limits.test.ts',
  mainJob: 'tests/e2e/main-job.test.ts',
  prompts: 'tests/e2e/prompts.test.ts',
  reach: 'tests/e2e/reach.test.ts',
  sideTurns: 'tests/e2e/side-turns.test.ts',
} as const;

export function met(trap: string, answer: string, file: string, name: string): CliTrap {
  return { trap, answer, held: { file, name } };
}

export function harmless(trap: string, answer: string): CliTrap {
  return { trap, answer };
}

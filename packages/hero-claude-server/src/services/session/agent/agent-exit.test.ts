import { expect, it } from 'vitest';
import { launchExit } from '../../../adapters/claude/launch/launch-script.ts';
import { exitError } from './agent-exit.ts';

const outcome = {
  exitCode: 1,
  signal: null,
  oomKilled: false,
  startedAt: null,
  finishedAt: null,
  error: null,
};
const noise = 'Claude configuration file not found\n';

it('names the set-up command that failed, and its own exit code', () => {
  const stderr = `${noise}hero-claude: setup: make\nhero-claude: setup ended with exit code 2: make\nall`;
  const error = exitError('0a1b2c3d', { ...outcome, exitCode: launchExit.setupFailed }, stderr);
  expect(error).toMatchObject({ kind: 'session.setup_failed', facts: { exit_code: 2 } });
  expect(error.message).toBe('The agent was not started: setup ended with exit code 2: make\nall');
});

it('says only why it could not be launched, not what programs said before', () => {
  const stderr = `${noise}hero-claude: there is no /workspace/code/shop`;
  const error = exitError('0a1b2c3d', { ...outcome, exitCode: launchExit.noWorkdir }, stderr);
  expect(error.message).toBe('The agent ended (exit code 92): there is no /workspace/code/shop');
});

it('shows what the CLI itself said', () => {
  expect(exitError('0a1b2c3d', outcome, 'out of tokens').message).toContain('exit code 1): out of tokens');
});

it('an end without an error is a closed input, never a success', () => {
  expect(exitError('0a1b2c3d', { ...outcome, exitCode: 0 }, '')).toMatchObject({
    kind: 'agent.input_closed',
  });
});

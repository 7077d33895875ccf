import { envReserved } from '../../../domain/session/session-errors.ts';
import { type ContainerPaths, containerPaths } from './container-paths.ts';

const egressProxy = 'http://127.0.0.1:3128';
const local = 'localhost,127.0.0.1,::1';

const proxyEnv = Object.fromEntries(
  Object.entries({
    http_proxy: egressProxy,
    https_proxy: egressProxy,
    all_proxy: egressProxy,
    no_proxy: local,
  }).flatMap(([name, value]) => [
    [name, value],
    [name.toUpperCase(), value],
  ]),
);

/** Where a container has the token that the gateway knows it by. */
export const tokenVariable = 'CLAUDE_CODE_OAUTH_TOKEN';

export interface AgentEnvironment {
  /** The session's opaque token for the gateway; worthless anywhere else. */
  token: string;
  /** The user's additions, as checked by `checkUserEnv`. */
  userEnv: Readonly<Record<string, string>>;
  /** Carry on with a turn that a crash cut short. Never after a person stopped it. */
  resumeInterruptedTurn: boolean;
}

/** The environment of a session's container. */
export function agentEnv(
  environment: AgentEnvironment,
  paths: ContainerPaths = containerPaths,
): Record<string, string> {
  const { token, userEnv, resumeInterruptedTurn } = environment;
  return {
    LANG: 'C.UTF-8',
    ...userEnv,
    ...proxyEnv,
    HOME: paths.home,
    CLAUDE_CONFIG_DIR: paths.claudeConfig,
    ANTHROPIC_BASE_URL: 'http://hero-gateway',
    ANTHROPIC_UNIX_SOCKET: `${paths.sockets}/model.sock`,
    [tokenVariable]: token,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1',
    // The list of steps that people watch; newer models are not given its tools unasked.
    CLAUDE_CODE_ENABLE_TODO_TOOLS: '1',
    DISABLE_AUTOUPDATER: '1',
    // What it says it has taken in stands in its transcript: otherwise up to a tenth of a second later.
    CLAUDE_CODE_EAGER_FLUSH: '1',
    // Without it the CLI gives up at the third 529 in a row.
    IS_SANDBOX: '1',
    ...(resumeInterruptedTurn ? { CLAUDE_CODE_RESUME_INTERRUPTED_TURN: '1' } : {}),
  };
}

const reservedNames =
  /^(ANTHROPIC_|CLAUDE_|CLAUDECODE|HERO_|LD_|(https?|all|no)_proxy$|HOME$|IS_SANDBOX$|DISABLE_AUTOUPDATER$|BASH_ENV$|ENV$)/i;
const secretNames =
  /(^|_)(TOKEN|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)(_|$)/i;
const secretValues =
  /sk-ant-|sk-proj-|gh[pousr]_\w{20}|github_pat_|glpat-|xox[abprs]-|AKIA[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY/;

/**
 * Refuses what the container's own set-up needs and what looks like a secret: anything in the environment
 * can be read by whatever the agent runs.
 * @throws session.env_refused
 */
export function checkUserEnv(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) {
    if (reservedNames.test(name)) throw envReserved({ name, reason: 'the name is reserved for hero-claude' });
    if (secretNames.test(name)) throw envReserved({ name, reason: 'the name says it is a secret' });
    if (secretValues.test(value)) throw envReserved({ name, reason: 'the value looks like a secret' });
    if (value.includes('\0')) throw envReserved({ name, reason: 'the value holds a NUL byte' });
  }
}

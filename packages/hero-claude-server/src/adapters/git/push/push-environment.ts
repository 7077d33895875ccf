import { basename } from 'node:path';
import { basicCredentials, type PushRemote } from './push-remote.ts';

/** What a push needs of the user's environment: credentials, agents, proxies, certificates. */
const inherited = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|KRB5CCNAME|GNUPGHOME)$/,
  /^(GIT_ASKPASS|GIT_CONFIG_GLOBAL|GIT_CONFIG_SYSTEM|GIT_CONFIG_NOSYSTEM|GIT_SSH|GIT_SSH_COMMAND|GIT_SSH_VARIANT)$/,
  /^(SSH_AUTH_SOCK|SSH_AGENT_PID|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE)$/,
  /^(GIT_SSL_|GIT_PROXY_|XDG_)/,
  /^(http|https|all|no)_proxy$/i,
];

const transports = 'file:ssh:http:https';
const sshOptions = '-o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15';

/** The environment in which git talks to a remote as the user, and never waits for a person. */
export function pushEnvironment(
  userEnv: NodeJS.ProcessEnv,
  vaultDir: string,
  remote: PushRemote,
  sshCommand: string | null,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(userEnv)) {
    if (value !== undefined && inherited.some((pattern) => pattern.test(name))) env[name] = value;
  }
  const config = new Map([
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['gc.auto', '0'],
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', '60'],
  ]);
  if (remote.basicAuth !== undefined) {
    const { user, password } = remote.basicAuth;
    config.set(`http.${remote.url}.extraHeader`, `Authorization: Basic ${basicCredentials(user, password)}`);
  }
  if (env.GIT_SSH === undefined)
    env.GIT_SSH_COMMAND = withoutQuestions(env.GIT_SSH_COMMAND ?? sshCommand ?? 'ssh');
  return {
    ...env,
    // Configuration in the environment, unlike on the command line, is not shown by ps.
    ...configEnv(config),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_DIR: vaultDir,
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: transports,
    GIT_NO_REPLACE_OBJECTS: '1',
    GCM_INTERACTIVE: 'never',
    SSH_ASKPASS_REQUIRE: 'never',
  };
}

/** A program of the user's own may not know ssh's options. */
function withoutQuestions(command: string): string {
  const program = command.trim().split(/\s/)[0] ?? '';
  return basename(program) === 'ssh' ? `${command} ${sshOptions}` : command;
}

function configEnv(config: ReadonlyMap<string, string>): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(config.size) };
  for (const [index, [name, value]] of [...config].entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = name;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Check } from 'hero-claude-sdk';
import { relative } from '../output/units.ts';
import { readEnvFile } from '../service/env-file.ts';
import { heroPaths } from '../service/hero-paths.ts';
import type { Status } from '../service/service-status.ts';
import { heroSecret } from '../token/hero-secret.ts';
import { secretProblem } from '../token/secret-strength.ts';

const soonMs = 24 * 3_600_000;

interface CredentialsFile {
  claudeAiOauth?: { accessToken?: string; expiresAt?: number };
}

function readLogin(file: string): CredentialsFile['claudeAiOauth'] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as CredentialsFile).claudeAiOauth;
  } catch {
    return undefined;
  }
}

/** Which credential a gateway started now would use; never its value. */
function credentialCheck(env: NodeJS.ProcessEnv): Check {
  const name = 'credential';
  const given = { ...readEnvFile(env), ...env };
  for (const source of ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN']) {
    if ((given[source] ?? '').trim() !== '') return { name, status: 'ok', message: `from ${source}` };
  }
  const file = join(
    given['CLAUDE_CONFIG_DIR'] || join(env['HOME'] ?? homedir(), '.claude'),
    '.credentials.json',
  );
  const login = readLogin(file);
  if (login?.accessToken === undefined) {
    const { envFile } = heroPaths(env);
    return {
      name,
      status: 'warn',
      message: `none in this environment, in ${envFile} or in ${file}`,
      fix: `claude setup-token, then CLAUDE_CODE_OAUTH_TOKEN=… into ${envFile} (mode 0600)`,
    };
  }
  const left = (login.expiresAt ?? Number.POSITIVE_INFINITY) - Date.now();
  if (left <= 0)
    return { name, status: 'fail', message: `the login in ${file} has expired`, fix: 'claude auth login' };
  const until =
    login.expiresAt === undefined ? '' : `, ends ${relative(new Date(login.expiresAt).toISOString())}`;
  return left < soonMs
    ? {
        name,
        status: 'warn',
        message: `from ${file}${until}`,
        fix: 'claude auth login; claude setup-token lasts a year',
      }
    : { name, status: 'ok', message: `from ${file}${until}` };
}

function secretCheck(env: NodeJS.ProcessEnv): Check {
  const name = 'HERO_SECRET';
  const secret = heroSecret(env);
  if (secret === undefined) {
    return {
      name,
      status: 'ok',
      message: 'not set: the mode of the socket and a generated token guard the server',
    };
  }
  const problem = secretProblem(secret);
  return problem === undefined
    ? { name, status: 'ok', message: 'set, and long enough' }
    : { name, status: 'fail', message: problem, fix: 'openssl rand -base64 48 makes a good one' };
}

/** Files with secrets that others could read. */
function secretFilesCheck(env: NodeJS.ProcessEnv): Check {
  const { envFile, tokenFile } = heroPaths(env);
  const open = [envFile, tokenFile].filter((file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0);
  return open.length === 0
    ? { name: 'secret files', status: 'ok', message: 'for this user only' }
    : {
        name: 'secret files',
        status: 'fail',
        message: `others may read ${open.join(' and ')}`,
        fix: `chmod 600 ${open.join(' ')}`,
      };
}

function codeRootCheck({ code_root: codeRoot }: Status): Check {
  const name = 'repositories';
  return existsSync(codeRoot)
    ? { name, status: 'ok', message: codeRoot }
    : {
        name,
        status: 'fail',
        message: `CODEROOT=${codeRoot} does not exist`,
        fix: 'set CODEROOT and run hero-claude restart',
      };
}

export async function configurationChecks(env: NodeJS.ProcessEnv, status: Status): Promise<Check[]> {
  // A gateway that runs says itself what it uses; its environment may be another than this one.
  const asked = status.services.every(({ name, healthy }) => name === 'ui' || healthy);
  const credential = asked ? [] : [credentialCheck(env)];
  return [codeRootCheck(status), ...credential, secretCheck(env), secretFilesCheck(env)];
}

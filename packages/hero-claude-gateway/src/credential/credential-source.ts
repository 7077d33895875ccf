import { type Credential, readCredentialsFile } from './credentials-file.ts';

/** What the gateway holds to call the model with, and what is wrong with it. */
export interface CredentialState {
  source: CredentialSourceName | 'none';
  credential?: Credential;
  /** Absent when the source does not say. */
  expiresAt?: Date;
  /** Says what to do; absent when calls can be made. */
  problem?: string;
}

export type CredentialSourceName = 'ANTHROPIC_API_KEY' | 'CLAUDE_CODE_OAUTH_TOKEN' | 'credentials_file';

export interface CredentialSourceConfig {
  apiKey?: string | undefined;
  oauthToken?: string | undefined;
  /** Claude Code's `.credentials.json`; read again for each call, because its owner renews it. */
  credentialsFile: string;
  now?: () => number;
}

/** Finds the credential, in the order: API key, OAuth token, the login of Claude Code on this machine. */
export function credentialSource(config: CredentialSourceConfig): () => Promise<CredentialState> {
  return async () => {
    if (config.apiKey !== undefined) {
      return { source: 'ANTHROPIC_API_KEY', credential: { scheme: 'api_key', secret: config.apiKey } };
    }
    if (config.oauthToken !== undefined) {
      return {
        source: 'CLAUDE_CODE_OAUTH_TOKEN',
        credential: { scheme: 'oauth', secret: config.oauthToken },
      };
    }
    const file = await readCredentialsFile(config.credentialsFile);
    if (!file.found) return { source: 'none', problem: `no model credential: ${file.problem}. ${remedy}` };
    const source = 'credentials_file';
    const expires = file.expiresAt === undefined ? {} : { expiresAt: file.expiresAt };
    if (file.expiresAt !== undefined && file.expiresAt.getTime() <= (config.now ?? Date.now)()) {
      const problem = `the login in ${config.credentialsFile} expired at ${file.expiresAt.toISOString()}. Run \`claude\` on the host once to renew it, or: ${remedy}`;
      return { source, ...expires, problem };
    }
    return { source, ...expires, credential: file.credential };
  };
}

const remedy =
  'Run `claude setup-token` on the host and put CLAUDE_CODE_OAUTH_TOKEN=… into ~/hero/cfg/hero_claude/env ' +
  '(or ANTHROPIC_API_KEY=…), then `hero-claude restart`';

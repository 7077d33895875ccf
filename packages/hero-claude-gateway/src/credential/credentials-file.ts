import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A secret and the way it is sent. Never logged, stored or answered. */
export interface Credential {
  scheme: 'api_key' | 'oauth';
  secret: string;
  /** Whether it may ask how much of the account is used; a token of `claude setup-token` may not. */
  readsAccount?: boolean;
}

/** The refresh token beside it is not read: using it would log the host's own Claude Code out. */
const CredentialsFile = z.object({
  claudeAiOauth: z.object({
    accessToken: z.string().min(1),
    expiresAt: z.number().optional(),
    scopes: z.array(z.string()).optional(),
  }),
});

export type CredentialsFileContent =
  | { found: true; credential: Credential; expiresAt?: Date }
  | { found: false; problem: string };

export async function readCredentialsFile(path: string): Promise<CredentialsFileContent> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { found: false, problem: code === 'ENOENT' ? `${path} does not exist` : `${path}: ${code}` };
  }
  const parsed = CredentialsFile.safeParse(parseJson(text));
  if (!parsed.success) return { found: false, problem: `${path} holds no access token` };
  const { accessToken, expiresAt, scopes = [] } = parsed.data.claudeAiOauth;
  return {
    found: true,
    credential: { scheme: 'oauth', secret: accessToken, readsAccount: scopes.includes('user:profile') },
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

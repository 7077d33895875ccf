import type { Client } from 'hero-claude-sdk';
import { connect } from 'hero-claude-sdk/node';

/** A client of this user's server, or of the one behind the given socket, with a token where one is needed. */
export async function openClient(env: NodeJS.ProcessEnv, socket: string | undefined): Promise<Client> {
  const token = await tokenFor(env);
  return connect({
    ...(socket !== undefined && { socketPath: socket }),
    ...(token !== undefined && { token }),
  });
}

/** With HERO_SECRET the server wants a token on its Unix socket, too; who knows the secret signs one. */
async function tokenFor(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const given = env['HERO_CLAUDE_TOKEN'];
  if (given !== undefined && given !== '') return given;
  const { heroSecret } = await import('../token/hero-secret.ts');
  const secret = heroSecret(env);
  if (secret === undefined) return undefined;
  const { signToken } = await import('../token/sign-token.ts');
  return signToken({ secret, role: 'admin', days: 1, subject: env['USER'] ?? 'hero-claude' });
}

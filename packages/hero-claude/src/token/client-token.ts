import { heroSecret } from './hero-secret.ts';
import { signToken } from './sign-token.ts';

/** With HERO_SECRET the server wants a token on its Unix socket, too; who knows the secret signs one. */
export function clientToken(env: NodeJS.ProcessEnv): string | undefined {
  const given = env['HERO_CLAUDE_TOKEN'];
  if (given !== undefined && given !== '') return given;
  const secret = heroSecret(env);
  if (secret === undefined) return undefined;
  return signToken({ secret, role: 'admin', days: 1, subject: env['USER'] ?? 'hero-claude' });
}

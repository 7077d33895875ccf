import type { CliContext } from '../call/cli-context.ts';
import { CliError } from '../cli-error.ts';
import { heroPaths } from '../service/hero-paths.ts';
import { heroSecret } from './hero-secret.ts';
import { minSecretBytes } from './secret-strength.ts';
import { signToken } from './sign-token.ts';
import type { TokenRole } from './token-role.ts';

export interface TokenOptions {
  role: TokenRole;
  days: number;
  subject?: string;
}

/** Signs a token with HERO_SECRET and prints it, and nothing else. */
export async function printToken(
  { env, output }: CliContext,
  { role, days, subject }: TokenOptions,
): Promise<void> {
  const secret = heroSecret(env);
  if (secret === undefined) {
    throw new CliError('token.no_secret', 'HERO_SECRET is not set, so the server takes no signed tokens', {
      exitCode: 78,
      hint: `log in with the link of hero-claude status (its token is in ${heroPaths(env).tokenFile}), or set HERO_SECRET`,
    });
  }
  if (Buffer.byteLength(secret) < minSecretBytes) {
    throw new CliError('token.weak_secret', `HERO_SECRET has less than ${minSecretBytes} bytes`, {
      exitCode: 78,
      hint: 'openssl rand -base64 48 makes a good one',
    });
  }
  const now = Date.now();
  const token = signToken({ secret, role, days, subject: subject ?? env['USER'] ?? 'hero-claude' }, now);
  if (!output.json) {
    output.line(token);
    return;
  }
  output.document({ token, role, expires_at: new Date(now + days * 86_400_000).toISOString() });
}

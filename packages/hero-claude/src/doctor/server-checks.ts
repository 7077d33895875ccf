import type { Check } from 'hero-claude-sdk';
import type { CliContext } from '../call/cli-context.ts';
import type { Status } from '../service/service-status.ts';
import { guaranteeChecks } from './guarantee-checks.ts';

/** What only the server can see: it is asked when it runs, and said when it does not. */
export async function serverChecks(context: CliContext, { services }: Status): Promise<Check[]> {
  const running = services.find(({ name }) => name === 'server')?.healthy === true;
  if (!running) {
    const message =
      'image, CLI version, database and the credential in use are checked by the server, which does not run';
    return [
      {
        name: 'from the server',
        status: 'warn',
        message,
        fix: 'hero-claude start, then hero-claude doctor again',
      },
    ];
  }
  try {
    const client = await context.connect();
    const [{ checks }, promises] = await Promise.all([
      client.server.health({}, { signal: context.signal }),
      guaranteeChecks(client, context.signal),
    ]);
    return [...checks.map((check) => ({ ...check, name: `server: ${check.name}` })), ...promises];
  } catch (error) {
    return [
      {
        name: 'from the server',
        status: 'fail',
        message: (error as Error).message,
        fix: 'hero-claude service logs server',
      },
    ];
  }
}

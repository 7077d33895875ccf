import type { Check } from 'hero-claude-sdk';
import type { CliContext } from '../call/cli-context.ts';
import { checkList } from '../views/check-list.ts';
import type { Status } from './service-status.ts';
import { statusView } from './status-view.ts';

const timeoutMs = 10_000;

/** What the running server says is not well with it or with what it stands on: engine, credential, disk. */
async function attention({ connect, signal }: CliContext, { services }: Status): Promise<Check[]> {
  if (services.find(({ name }) => name === 'server')?.healthy !== true) return [];
  try {
    const client = await connect();
    const { checks } = await client.server.health(
      {},
      { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) },
    );
    return checks.filter(({ status }) => status !== 'ok');
  } catch {
    // Whoever may not ask still learns what runs; doctor says why it could not be asked.
    return [];
  }
}

/** Shows what runs, and below it what sessions would fail of. */
export async function tellStatus(context: CliContext, status: Status): Promise<void> {
  const { output } = context;
  const checks = await attention(context, status);
  if (output.json) output.document({ ...status, attention: checks });
  else {
    output.line(statusView(status, output.style));
    if (checks.length > 0) output.line(`\n${checkList(checks, output.style)}`);
  }
}

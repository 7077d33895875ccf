import type { Check } from 'hero-claude-sdk';
import type { CliContext } from '../call/cli-context.ts';
import { readStatus } from '../service/service-status.ts';
import { checkList } from '../views/check-list.ts';
import { configurationChecks } from './configuration-checks.ts';
import { machineChecks } from './machine-checks.ts';
import { serverChecks } from './server-checks.ts';
import { serviceChecks } from './service-checks.ts';

/** Everything the product stands on, one check each; the exit code says whether something fails. */
export async function runDoctor(context: CliContext): Promise<number> {
  const { env, output } = context;
  const { status } = await readStatus(env);
  const parts = await Promise.all([
    machineChecks(env, status),
    configurationChecks(env, status),
    serviceChecks(env, status),
    serverChecks(context, status),
  ]);
  const checks: Check[] = parts.flat();
  const failed = checks.filter(({ status: verdict }) => verdict === 'fail').length;
  const warned = checks.filter(({ status: verdict }) => verdict === 'warn').length;
  if (output.json) output.document({ status: failed > 0 ? 'fail' : warned > 0 ? 'warn' : 'ok', checks });
  else {
    output.line(checkList(checks, output.style));
    output.line(`\n${checks.length - failed - warned} ok, ${warned} to look at, ${failed} failed`);
  }
  return failed > 0 ? 1 : 0;
}

import type { CliContext } from '../call/cli-context.ts';
import { exitCodes } from '../output/exit-code.ts';
import { tellStatus } from './attention.ts';
import { isUp, readStatus } from './service-status.ts';

/** Shows what runs; the exit code says whether all of it does. */
export async function showStatus(context: CliContext): Promise<number> {
  const { status } = await readStatus(context.env);
  await tellStatus(context, status);
  return isUp(status) ? 0 : exitCodes.unavailable;
}

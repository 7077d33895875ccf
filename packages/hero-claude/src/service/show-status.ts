import type { CliContext } from '../call/cli-context.ts';
import { exitCodes } from '../output/exit-code.ts';
import { isUp, readStatus } from './service-status.ts';
import { statusView } from './status-view.ts';

/** Shows what runs; the exit code says whether all of it does. */
export async function showStatus({ env, output }: CliContext): Promise<number> {
  const { status } = await readStatus(env);
  if (output.json) output.document(status);
  else output.line(statusView(status, output.style));
  return isUp(status) ? 0 : exitCodes.unavailable;
}

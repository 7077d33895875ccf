import type { CliContext } from '../call/cli-context.ts';
import { type StartOptions, startServices } from './start-services.ts';
import { endServices } from './stop-services.ts';
import { checkSupervisor } from './supervisor-client.ts';

/** Stops and starts; settings that are not given anew stay. */
export async function restartServices(context: CliContext, options: StartOptions): Promise<number> {
  checkSupervisor(options.supervisor, context.env);
  await endServices(context);
  return startServices(context, options);
}

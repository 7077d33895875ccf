import type { CliContext } from '../call/cli-context.ts';
import { heroPaths } from './hero-paths.ts';
import { readRecord } from './record.ts';
import { type StartOptions, startServices } from './start-services.ts';
import { endServices } from './stop-services.ts';
import { checkSupervisor } from './supervisor-client.ts';

/** Stops and starts; settings that are not given anew stay. */
export async function restartServices(context: CliContext, options: StartOptions): Promise<number> {
  checkSupervisor(options.supervisor, context.env);
  const recorded = readRecord(heroPaths(context.env).recordFile)?.settings;
  await endServices(context);
  return startServices(context, { insecure: recorded?.insecure ?? false, ...options });
}

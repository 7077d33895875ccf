import { posix } from 'node:path';

/** What `PATH` the agent, and a person at its terminal, find programs by. Containers without it have one `PATH` for all. */
export const agentPathVariable = 'HERO_AGENT_PATH';

/** What the engine gives a container whose image names no `PATH`. */
const engineDefault = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const standard = ['/usr/local/bin', '/usr/bin', '/bin'];
/** Folders that an agent can put a program into; all else is the read-only root of the image. */
const writable = ['/home/agent', '/workspace', '/tmp', '/dev'];

/** The part of `path` that belongs to the image: nothing an agent has installed comes before the image's own. */
export function imageOwned(path: string): string {
  const owned = path
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => posix.normalize(folder))
    .filter((folder) => folder !== '/' && !writable.some((top) => `${folder}/`.startsWith(`${top}/`)));
  return [...new Set([...owned, ...standard])].join(':');
}

/**
 * The two paths of a container: the one its own work is done by, which a program in the agent's home cannot
 * shadow, and the one the agent has.
 */
export function programPaths(path: string = engineDefault): Record<string, string> {
  return { PATH: imageOwned(path), [agentPathVariable]: path };
}

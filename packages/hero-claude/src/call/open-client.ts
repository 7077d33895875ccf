import { userInfo } from 'node:os';
import type { Client } from 'hero-claude-sdk';
import { connect } from 'hero-claude-sdk/node';
import { clientToken } from '../token/client-token.ts';

/** A name for the log; a uid without a passwd entry has none. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** A client of this user's server, or of the one behind the given socket, with a token where one is needed. */
export async function openClient(env: NodeJS.ProcessEnv, socket: string | undefined): Promise<Client> {
  const token = clientToken(env);
  return connect({
    user: userName(),
    ...(socket !== undefined && { socketPath: socket }),
    ...(token !== undefined && { token }),
  });
}

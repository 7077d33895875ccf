import type { Client } from 'hero-claude-sdk';
import { connect } from 'hero-claude-sdk/node';
import { clientToken } from '../token/client-token.ts';

/** A client of this user's server, or of the one behind the given socket, with a token where one is needed. */
export async function openClient(env: NodeJS.ProcessEnv, socket: string | undefined): Promise<Client> {
  const token = clientToken(env);
  return connect({
    ...(socket !== undefined && { socketPath: socket }),
    ...(token !== undefined && { token }),
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import { type Client, RpcCallError } from 'hero-claude-sdk';

const patienceMs = 30_000;
const pauseMs = 200;

/** Says no while a session is on its way between two states. */
function isBusy(error: unknown): boolean {
  return error instanceof RpcCallError && (error.is('session.wrong_state') || error.is('session.busy'));
}

/** Ends every session and its container, which would go on without the services. */
export async function endSessions(client: Client): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const sessions = await client.session.list({});
    if (sessions.length === 0 || Date.now() > giveUpAt) return;
    for (const { session_id } of sessions) {
      try {
        await client.session.destroy({ session_id, force: true });
      } catch (error) {
        if (!isBusy(error)) throw error;
        await delay(pauseMs);
      }
    }
  }
}

import { useRpc } from './rpc-query.ts';

/** As many as the server gives at once. */
const everySession = { limit: 1000 };

/** All sessions but those in the trash, kept fresh by events; one answer for the whole page. */
export function useSessions() {
  return useRpc('session.list', everySession);
}

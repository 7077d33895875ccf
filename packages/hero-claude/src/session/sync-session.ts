import type { SyncResult } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { sessionProgress, withProgress } from '../call/with-progress.ts';
import { exitCodeOf } from '../output/exit-code.ts';
import { syncView } from '../views/sync-view.ts';

const conflict = exitCodeOf(-32002);

/** Brings a source's news in. Conflicts that are refused are an answer of the server, and a failure for a script. */
export async function syncSession(call: MethodCall<SyncResult>): Promise<number> {
  const { context, client, output, params } = call;
  const result = await withProgress(context, client, sessionProgress(String(params['session_id'])), () =>
    call.send(),
  );
  const handedOver = params['conflicts'] === 'hand_over';
  if (output.json) output.document(result);
  else output.line(syncView(result, output.style, handedOver));
  return !handedOver && result.repos.some(({ conflicts }) => conflicts.length > 0) ? conflict : 0;
}

import type { MethodCall, View } from '../call/method-call.ts';
import { sessionProgress, withProgress } from '../call/with-progress.ts';

/** A call on one session that takes a while: its progress, then its result. */
export async function watchedCall<Result>(call: MethodCall<Result>, view: View<Result>): Promise<void> {
  const { context, client, output, params } = call;
  const result = await withProgress(context, client, sessionProgress(String(params['session_id'])), () =>
    call.send(),
  );
  if (output.json) output.document(result);
  else output.line(view(result, output.style, call));
}

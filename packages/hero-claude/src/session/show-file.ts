import type { FileContent } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { byteSize } from '../output/units.ts';
import { visibleText } from '../output/visible-text.ts';

/**
 * Prints a file of a session copy, page after page: as it is into a pipe, with controls shown on a terminal, where
 * bytes that are no text are not printed at all.
 */
export async function showFile(call: MethodCall<FileContent>): Promise<void> {
  const { output, params } = call;
  const first = await call.send();
  if (output.json) {
    output.document(first);
    return;
  }
  const onTerminal = output.columns !== undefined;
  const onlyPage = params['offset'] !== undefined || params['limit'] !== undefined;
  for (let page = first; ; page = await call.send({ ...params, offset: page.next ?? 0 })) {
    if (!onTerminal) output.write(Buffer.from(page.content, page.encoding));
    else if (page.binary) {
      output.note(`binary, ${byteSize(page.size)}; send it into a file: > name`);
      return;
    } else output.write(visibleText(page.content));
    if (page.next === null) return;
    if (onlyPage) {
      output.note(`more: --offset ${page.next}`);
      return;
    }
  }
}

import type { Methods, Progress } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { withProgress } from '../call/with-progress.ts';
import { byteSize } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

type Built = Methods['image.build']['result'];

/** Builds the session image and shows each step as it happens. */
export async function buildSessionImage(call: MethodCall<Built>): Promise<void> {
  const { context, client, output } = call;
  const watch: Parameters<typeof withProgress>[2] = {
    concerns: ({ type }) => type === 'image.progress',
    show: ({ data }, line) => {
      const told = data as Partial<Progress> & { line?: string };
      if (told.line !== undefined) line.above(output.noteStyle.dim(visibleLine(told.line)));
      else if (told.phase !== undefined) line.show({ ...told, phase: told.phase });
    },
  };
  const built = await withProgress(context, client, watch, () => call.send());
  if (output.json) output.document(built);
  else {
    const verb = built.built ? 'built' : 'is up to date';
    output.line(`${visibleLine(built.image)}  ${verb}, ${byteSize(built.size_bytes)}`);
  }
}

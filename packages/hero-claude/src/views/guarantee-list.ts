import type { CheckedGuarantee } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { visibleLine } from '../output/visible-text.ts';

/** Each promise with where it ends, how to see it, and what this installation shows of it. */
export function guaranteeList(guarantees: readonly CheckedGuarantee[], style: Style): string {
  const marks = { ok: style.green('ok'), warn: style.yellow('warn'), fail: style.red('FAIL') };
  return guarantees
    .map(({ promise, does_not_mean, check, tests, now }) =>
      [
        style.bold(promise),
        `  it does not mean  ${does_not_mean}`,
        `  see for yourself  ${check}`,
        `  attacks tested    ${tests.length}`,
        ...(now === null ? [] : [`  just now          ${marks[now.status]}: ${visibleLine(now.message)}`]),
      ].join('\n'),
    )
    .join('\n\n');
}

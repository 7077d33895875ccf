import type { Check } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { visibleLine } from '../output/visible-text.ts';

/** Checks one to a line, each that is not well with what mends it. */
export function checkList(checks: readonly Check[], style: Style): string {
  const marks = { ok: style.green('ok  '), warn: style.yellow('warn'), fail: style.red('FAIL') };
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  return checks
    .flatMap(({ name, status, message, fix }) => [
      `${marks[status]}  ${name.padEnd(width)}  ${visibleLine(message)}`,
      ...(fix === undefined || status === 'ok'
        ? []
        : [`      ${' '.repeat(width)}  ${style.dim(`→ ${visibleLine(fix)}`)}`]),
    ])
    .join('\n');
}

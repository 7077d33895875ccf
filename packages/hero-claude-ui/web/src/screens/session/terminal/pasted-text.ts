/** Controls but tab and line ends. */
const controls =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Text that is pasted into a terminal. A shell that is told where a paste begins and ends runs nothing of it; an
 * escape sequence within it could say that it ends there.
 */
export function pastedText(text: string): string {
  return text.replace(controls, '');
}

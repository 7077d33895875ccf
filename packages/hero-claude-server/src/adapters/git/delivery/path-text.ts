/** A path of a repository for people and JSON; bytes that are not UTF-8 show as U+FFFD. */
export function pathText(bytes: Buffer): string {
  return bytes.toString('utf8');
}

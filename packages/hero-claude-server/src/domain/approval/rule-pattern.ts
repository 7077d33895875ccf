/** What `*` may stand for in a pattern. */
export type Wild = (character: string) => boolean;

type Part = { literal: string } | { wild: Wild };

const any: Wild = () => true;
/** Nothing that a shell could begin another command, a substitution or a redirection with. */
const withinCommand: Wild = (character) => !/[;&|<>()$`\\\r\n\0]/.test(character);
const withinFolder: Wild = (character) => character !== '/';

/** A subject longer than this is compared with nothing: it is for a person to read. */
const maxSubjectLength = 20_000;

/** No pattern is asked about it, so that no rule may allow it: one that denies could be meant for it. */
export function isTooLongToMatch(subject: string): boolean {
  return subject.length > maxSubjectLength;
}

export type SubjectKind = 'command' | 'path' | 'text';

/**
 * Whether a pattern covers the whole subject. What allows is narrow: its `*` ends where a shell could begin
 * something else. What denies is wide. The time it takes grows with pattern times subject, whatever they hold.
 */
export function matchesPattern(
  pattern: string,
  subject: string,
  { kind, behavior }: { kind: SubjectKind; behavior: 'allow' | 'deny' },
): boolean {
  if (isTooLongToMatch(subject)) return false;
  const narrow = { command: withinCommand, path: withinFolder, text: any };
  const parts = partsOf(pattern, behavior === 'deny' && kind === 'command' ? any : narrow[kind], kind);
  let reached = closure(parts, new Set([0]));
  for (const character of subject) {
    const next = new Set<number>();
    for (const at of reached) {
      const part = parts[at];
      if (part === undefined) continue;
      if ('wild' in part) {
        if (part.wild(character)) next.add(at);
      } else if (part.literal === character) next.add(at + 1);
    }
    reached = closure(parts, next);
    if (reached.size === 0) return false;
  }
  return reached.has(parts.length);
}

/** A wildcard may stand for nothing. */
function closure(parts: readonly Part[], reached: Set<number>): Set<number> {
  for (const at of reached) {
    const part = parts[at];
    if (part !== undefined && 'wild' in part) reached.add(at + 1);
  }
  return reached;
}

function partsOf(pattern: string, wild: Wild, kind: SubjectKind): Part[] {
  const parts: Part[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '\\') {
      at += 1;
      parts.push({ literal: characters[at] ?? '\\' });
    } else if (character === '*') {
      const crosses = kind === 'path' && characters[at + 1] === '*';
      if (crosses) at += 1;
      parts.push({ wild: crosses ? any : wild });
    } else parts.push({ literal: character });
  }
  return parts;
}

/** The pattern that covers `subject` and nothing else. */
export function exactPattern(subject: string): string {
  return subject.replaceAll(/[\\*]/g, '\\$&');
}

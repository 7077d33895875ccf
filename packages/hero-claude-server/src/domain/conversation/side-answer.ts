const maxNameLength = 60;
const maxSubjectLength = 72;
const maxBodyLength = 2_000;

/** Control characters, and those that turn the direction of what follows, have no place in a name. */
const unseen = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function plain(line: string): string {
  return line
    .replace(unseen, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:["'`*#\s]|title:)+/i, '')
    .replace(/["'`*\s.]+$/, '');
}

/** A session's name out of what a model said; null when there is none in it. */
export function nameFrom(answer: string): string | null {
  const name = plain(answer.trim().split('\n', 1)[0] ?? '');
  return name.length < 3 || name.length > maxNameLength ? null : name;
}

/** A commit message out of what a model said: a subject, and a body where there is one. */
export function messageFrom(answer: string): string | null {
  const [first = '', ...rest] = answer.trim().split('\n');
  const subject = plain(first);
  if (subject.length < 3 || subject.length > maxSubjectLength) return null;
  const body = rest
    .map((line) => line.replace(unseen, ' ').trimEnd())
    .join('\n')
    .trim()
    .slice(0, maxBodyLength);
  return body === '' ? subject : `${subject}\n\n${body}`;
}

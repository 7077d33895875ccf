/** What a person wrote at a line of a change. */
export interface LineComment {
  id: string;
  repo: string;
  path: string;
  /** Whether the line is of the new state or of the old one. */
  side: 'new' | 'old';
  line: number;
  /** The line as it was when the comment was written. */
  code: string;
  text: string;
}

const longestCode = 300;

/** All comments as one turn: each with its file, its line and the code it is about. */
export function commentsPrompt(comments: readonly LineComment[]): string {
  const sorted = comments.toSorted(
    (a, b) => a.repo.localeCompare(b.repo) || a.path.localeCompare(b.path) || a.line - b.line,
  );
  const several = sorted.length > 1;
  const parts = sorted.map(({ repo, path, side, line, code, text }) => {
    const where = `${repo}/${path}:${line}${side === 'old' ? ' (a line you removed)' : ''}`;
    return `${where}\n> ${code.slice(0, longestCode)}\n${text.trim()}`;
  });
  const head = several
    ? `I reviewed your changes and have ${sorted.length} comments. Please address each of them.`
    : 'I reviewed your changes and have a comment. Please address it.';
  return [head, ...parts].join('\n\n');
}

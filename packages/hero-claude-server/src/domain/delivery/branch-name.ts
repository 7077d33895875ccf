const maxSlugLength = 40;

/** Lower-case words of the text joined by dashes; safe in a git ref and in a shell. */
export function slugOf(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxSlugLength)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'work' : slug;
}

export function branchName(sessionId: string, title: string): string {
  return `hero/${sessionId}-${slugOf(title)}`;
}

const maxTitleLength = 60;

/** The first words of a task: what a session without a name is called. */
export function titleOf(task: string): string {
  const line = task.trim().split('\n', 1)[0] ?? '';
  const words = line.replace(/\s+/g, ' ').trim();
  if (words.length <= maxTitleLength) return words;
  const cut = words.slice(0, maxTitleLength);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), maxTitleLength / 2))}…`;
}

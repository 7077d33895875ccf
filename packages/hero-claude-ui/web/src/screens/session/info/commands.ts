import type { Session, SessionRepo } from 'hero-claude-sdk';

export interface Command {
  does: string;
  line: string;
}

/** A word of a shell line, quoted where it has to be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What one does with this session on the command line. */
export function commandsFor({ session_id }: Session): Command[] {
  return [
    { does: 'Follow what it says', line: `hero-claude session logs ${session_id}` },
    { does: 'Run something in its container', line: `hero-claude session exec ${session_id} -- git status` },
    { does: 'See what it changed', line: `hero-claude session diff ${session_id}` },
    { does: 'Bring its work out', line: `hero-claude session finish ${session_id}` },
  ];
}

/** Getting a delivered branch into a checkout of one's own. */
export function fetchCommand({ delivery }: SessionRepo): Command | null {
  if (delivery === null || !delivery.pushed) return null;
  const branch = shellWord(delivery.branch);
  return {
    does: 'Get the delivered branch',
    line: `git fetch origin ${branch} && git switch --detach FETCH_HEAD`,
  };
}

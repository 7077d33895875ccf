import type { Client } from 'hero-claude-sdk';

/** What a shell can offer for a word that is no command and no flag. */
export const wordKinds = ['sessions', 'trash', 'repos'] as const;
export type WordKind = (typeof wordKinds)[number];

/** As many as a person may still look through. */
const most = 200;

interface Named {
  session_id: string;
  name: string;
}

function sessionLine({ session_id: id, name }: Named): string {
  return `${id}\t${name.replaceAll(/\p{Cc}/gu, ' ')}`;
}

/** One line a word: the word, and for a session after a tab its name. Words that no shell can take are left out. */
export async function wordsOf(kind: WordKind, client: Client, signal: AbortSignal): Promise<string[]> {
  switch (kind) {
    case 'sessions':
      return (await client.session.list({ limit: most }, { signal })).map(sessionLine);
    case 'trash':
      return (await client.trash.list({}, { signal })).map(({ session }) => sessionLine(session));
    case 'repos': {
      const repos = await client.repo.list({}, { signal });
      return repos.map(({ name }) => name).filter((name) => !/\p{Cc}/u.test(name));
    }
  }
}

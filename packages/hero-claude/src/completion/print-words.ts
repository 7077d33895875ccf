import { exitCodes } from '../output/exit-code.ts';
import { type WordKind, wordKinds, wordsOf } from './words-of.ts';

const patienceMs = 2000;

function isKind(word: string | undefined): word is WordKind {
  return wordKinds.some((kind) => kind === word);
}

/**
 * Prints what can be completed, one word a line, without loading the commands: a person waits for it with the
 * finger on the key. Says nothing when it cannot, since it would land in the middle of the line being typed.
 */
export async function printWords(kind: string | undefined, env: NodeJS.ProcessEnv): Promise<number> {
  if (!isKind(kind)) return exitCodes.usage;
  try {
    const client = await (await import('../call/open-client.ts')).openClient(env, undefined);
    const words = await wordsOf(kind, client, AbortSignal.timeout(patienceMs));
    process.stdout.write(words.map((word) => `${word}\n`).join(''));
    return 0;
  } catch {
    return exitCodes.unavailable;
  }
}

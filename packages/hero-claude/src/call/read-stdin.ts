import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { usageError } from '../cli-error.ts';

/** A prompt as it was given; `-` reads it from standard input, without the line feed at its end. */
export async function promptOf(word: string, signal: AbortSignal): Promise<string> {
  if (word.trim() === '') throw usageError('The prompt is empty', 'say what the agent is to do');
  if (word !== '-') return word;
  const stdin = addAbortSignal(signal, process.stdin);
  const prompt = (await text(stdin)).replace(/\r?\n$/, '');
  if (prompt.trim() === '')
    throw usageError('Standard input holds no prompt', 'pipe one in: echo "fix it" | hero-claude …');
  return prompt;
}

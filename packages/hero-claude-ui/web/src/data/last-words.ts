import type { HeroEvent } from 'hero-claude-sdk';

interface Block {
  type?: string;
  text?: unknown;
  name?: unknown;
  input?: Record<string, unknown> | null;
}

const shownLength = 200;

/** What a tool was called with, in the one word that tells most. */
function target(input: Block['input']): string {
  const values = ['description', 'command', 'file_path', 'path', 'pattern', 'url', 'query'].map(
    (name) => input?.[name],
  );
  const found = values.find((value) => typeof value === 'string');
  return typeof found === 'string' ? ` ${found}` : '';
}

function wordsOf(block: Block | null): string | undefined {
  if (block?.type === 'text' && typeof block.text === 'string') return block.text;
  if (block?.type === 'tool_use' && typeof block.name === 'string')
    return `${block.name}${target(block.input)}`;
  return undefined;
}

function contentOf(text: unknown): unknown {
  if (typeof text !== 'string' || !text.includes('"assistant"')) return undefined;
  try {
    const line = JSON.parse(text) as { type?: string; message?: { content?: unknown } };
    return line.type === 'assistant' ? line.message?.content : undefined;
  } catch {
    return undefined;
  }
}

/** What an agent last said or did, if this event tells of it. What it wrote is of any shape. */
export function lastWords({ type, data }: HeroEvent): string | undefined {
  if (type !== 'session.message') return undefined;
  const content = contentOf((data as { line?: unknown }).line);
  if (!Array.isArray(content)) return undefined;
  const words = (content as (Block | null)[])
    .map(wordsOf)
    .findLast((text) => text !== undefined && text.trim() !== '');
  return words?.trim().split('\n', 1)[0]?.slice(0, shownLength);
}

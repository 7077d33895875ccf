import { stripVTControlCharacters } from 'node:util';
import { quiet, say } from './narrate.ts';

interface Block {
  type: string;
  text?: string;
  name?: string;
  input?: { command?: string; file_path?: string };
  content?: unknown;
}

interface Line {
  type: string;
  message?: { content?: string | Block[] };
}

const maxShown = 300;

function plain(text: string): string {
  const shown = stripVTControlCharacters(text).trim();
  return shown.length > maxShown ? `${shown.slice(0, maxShown)}…` : shown;
}

function showBlock(block: Block): void {
  switch (block.type) {
    case 'text':
      say(`  claude  ${plain(block.text ?? '')}`);
      break;
    case 'tool_use':
      say(
        `  ${(block.name ?? '').toLowerCase().padEnd(7)} ${plain(block.input?.command ?? block.input?.file_path ?? '')}`,
      );
      break;
    case 'tool_result':
      if (typeof block.content === 'string') say(quiet(plain(block.content).replaceAll(/^/gm, '          ')));
      break;
    default:
  }
}

/** Shows what a person wants to see of one line of the agent. */
export function showLine(line: Line): void {
  if (line.type !== 'assistant' && line.type !== 'user') return;
  const content = line.message?.content;
  if (Array.isArray(content)) content.forEach(showBlock);
}

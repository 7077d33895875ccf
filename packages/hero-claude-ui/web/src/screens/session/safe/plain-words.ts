import type { Token, Tokens } from 'marked';
import { tokensOf } from './markdown-tokens.ts';

/** More is not shown where one line stands for a message. */
const longest = 2_000;

/** What Markdown says, without its marks, on one line. */
export function plainWords(markdown: string): string {
  return wordsOf(tokensOf(markdown.slice(0, longest)))
    .replace(/\s+/g, ' ')
    .trim();
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens.map(wordOf).join('');
}

/** Blocks end with a space, so that the words of two do not run together. */
function wordOf(token: Token): string {
  switch (token.type) {
    case 'list':
      return (token['items'] as Token[]).map(wordOf).join('');
    case 'table':
      return [token['header'] as Cell[], ...(token['rows'] as Cell[][])].map(wordsOfRow).join('');
    case 'paragraph':
    case 'heading':
    case 'blockquote':
    case 'list_item':
      return `${wordsOf(token.tokens ?? [])} `;
    case 'code':
      return `${token['text'] as string} `;
    case 'codespan':
      return token['text'] as string;
    case 'hr':
    case 'br':
    case 'space':
    case 'def':
      return ' ';
    case 'strong':
    case 'em':
    case 'del':
    case 'link':
    case 'text':
    case 'escape': {
      const { text, tokens } = token as Tokens.Text;
      return tokens === undefined ? text : wordsOf(tokens);
    }
    default:
      return token.raw;
  }
}

interface Cell {
  tokens: Token[];
}

function wordsOfRow(cells: readonly Cell[]): string {
  return cells.map((cell) => `${wordsOf(cell.tokens)} `).join('');
}

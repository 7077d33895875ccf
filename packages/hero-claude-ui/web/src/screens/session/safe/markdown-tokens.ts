import { Lexer, type Token } from 'marked';

const longest = 60_000;
const longestBlock = 4_000;
const mostMarks = 400;
/** So many quotes and lists within each other on one line are no text of anybody. */
const tooDeep = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){50}/m;

/**
 * Looking for emphasis takes time that grows with the square of a block: one that is very long, or full of marks,
 * is text as it stands.
 */
class BoundedLexer extends Lexer {
  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    const marks = src.length > longestBlock ? Number.POSITIVE_INFINITY : (src.match(/[*_~]/g)?.length ?? 0);
    if (marks <= mostMarks) return super.inlineTokens(src, tokens);
    tokens.push(plain(src));
    return tokens;
  }
}

function plain(text: string): Token {
  return { type: 'text', raw: text, text };
}

/** Takes Markdown apart, in a time that stays short whatever it holds; what is too much for that is plain text. */
export function tokensOf(text: string): Token[] {
  const begin = text.slice(0, longest);
  if (tooDeep.test(begin)) return [plain(begin)];
  try {
    return new BoundedLexer({ gfm: true, breaks: false }).lex(begin);
  } catch {
    return [plain(begin)];
  }
}

import type { Token, Tokens } from 'marked';
import { Fragment, memo, type ReactNode } from 'react';
import { CodeBlock } from './code-block.tsx';
import styles from './markdown.module.css';
import { tokensOf } from './markdown-tokens.ts';
import { safeLink } from './safe-link.ts';
import { visibleText } from './visible-text.ts';

/**
 * Markdown of an agent. It is taken apart and put together as elements of ours: HTML in it is text, images are
 * their addresses, and only http, https and mailto become links.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return <div className={styles['markdown']}>{tokensOf(text).map(renderToken)}</div>;
});

function renderAll(tokens: readonly Token[] | undefined): ReactNode {
  return tokens?.map(renderToken);
}

function renderToken(token: Token, index: number): ReactNode {
  return <Fragment key={index}>{elementOf(token)}</Fragment>;
}

/** `Token` also admits what plugins make; there are none, so each type has its shape. */
function elementOf(token: Token): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'paragraph':
      return <p>{renderAll((token as Tokens.Paragraph).tokens)}</p>;
    case 'heading':
      return headingOf(token as Tokens.Heading);
    case 'code':
      return codeOf(token as Tokens.Code);
    case 'blockquote':
      return <blockquote>{renderAll((token as Tokens.Blockquote).tokens)}</blockquote>;
    case 'list':
      return listOf(token as Tokens.List);
    case 'table':
      return tableOf(token as Tokens.Table);
    case 'hr':
      return <hr />;
    default:
      return inlineOf(token);
  }
}

function inlineOf(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{renderAll((token as Tokens.Strong).tokens)}</strong>;
    case 'em':
      return <em>{renderAll((token as Tokens.Em).tokens)}</em>;
    case 'del':
      return <del>{renderAll((token as Tokens.Del).tokens)}</del>;
    case 'codespan':
      return <code>{visibleText((token as Tokens.Codespan).text)}</code>;
    case 'br':
      return <br />;
    case 'checkbox':
      return (
        <input
          type="checkbox"
          checked={(token as Tokens.Checkbox).checked}
          disabled
          readOnly
          aria-label="done"
        />
      );
    case 'link':
      return linkOf(token as Tokens.Link);
    case 'image':
      return visibleText(token.raw);
    case 'text':
    case 'escape': {
      const { tokens, text } = token as Tokens.Text;
      return tokens === undefined ? visibleText(text) : renderAll(tokens);
    }
    default:
      return visibleText(token.raw);
  }
}

/** The first word behind a fence is the language; an indented block has none. */
function codeOf({ text, lang }: Tokens.Code): ReactNode {
  return <CodeBlock text={text} language={lang?.split(/[\s,{]/, 1)[0] ?? ''} />;
}

/** Headings within a message stand below those of the page. */
function headingOf({ depth, tokens }: Tokens.Heading): ReactNode {
  const content = renderAll(tokens);
  if (depth === 1) return <h3>{content}</h3>;
  return depth === 2 ? <h4>{content}</h4> : <h5>{content}</h5>;
}

function linkOf({ href, tokens, raw }: Tokens.Link): ReactNode {
  const address = safeLink(href);
  if (address === null) return visibleText(raw);
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" title={visibleText(address)}>
      {renderAll(tokens)}
    </a>
  );
}

function listOf({ ordered, start, items }: Tokens.List): ReactNode {
  const entries = items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the entries of a text never change places
    <li key={index}>{renderAll(item.tokens)}</li>
  ));
  return ordered ? <ol start={typeof start === 'number' ? start : 1}>{entries}</ol> : <ul>{entries}</ul>;
}

function tableOf({ header, rows }: Tokens.Table): ReactNode {
  return (
    <div className={styles['table']}>
      <table>
        <thead>
          <tr>
            {header.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells never change places
              <th key={index}>{renderAll(cell.tokens)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows never change places
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells never change places
                <td key={column}>{renderAll(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

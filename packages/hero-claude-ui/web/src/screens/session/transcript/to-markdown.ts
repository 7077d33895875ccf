import type { Item, PromptItem, ToolItem } from './item.ts';
import { pretty, textAt } from './loose.ts';
import { isShell } from './tool-detail.ts';

/** A fence longer than any in the text, so that the text cannot end it. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** One item as Markdown, sub-agents included. */
export function itemToMarkdown(item: Item, level = 0): string {
  const indent = level === 0 ? '' : '> ';
  const text = plainMarkdown(item);
  const own = indent === '' ? text : text.replaceAll(/^/gm, indent.repeat(level));
  if (item.kind !== 'tool' || item.children.length === 0) return own;
  return [own, ...item.children.map((child) => itemToMarkdown(child, level + 1))].join('\n\n');
}

export function transcriptToMarkdown(items: readonly Item[]): string {
  return `${items
    .map((item) => itemToMarkdown(item))
    .filter((text) => text !== '')
    .join('\n\n')}\n`;
}

function plainMarkdown(item: Item): string {
  switch (item.kind) {
    case 'prompt':
      return promptMarkdown(item);
    case 'text':
      return item.body.text;
    case 'thinking':
      return `<details><summary>Thinking</summary>\n\n${fenced(item.body.text)}\n\n</details>`;
    case 'tool':
      return toolMarkdown(item);
    case 'orphan':
      return fenced(item.output.text);
    case 'result':
      return `---\n\n*${item.failed ? 'Failed' : 'Done'}${item.costUsd === null ? '' : ` · $${item.costUsd.toFixed(2)}`}*${item.message === null ? '' : `\n\n${item.message}`}`;
    case 'notice':
      return `*${item.title}*`;
    case 'raw':
      return fenced(item.body.text, 'json');
  }
}

function promptMarkdown({ synthetic, body, files }: PromptItem): string {
  const attached = files.map(({ name }) => `- ${name}`).join('\n');
  const text = `## ${synthetic ? 'Context' : 'Prompt'}\n\n${body.text}`;
  return attached === '' ? text : `${text}\n\nAttached:\n\n${attached}`;
}

function toolMarkdown(item: ToolItem): string {
  const command = isShell(item.name) ? textAt(item.input, 'command') : null;
  const path = textAt(item.input, 'file_path');
  const head = `**${item.name}**${path === null ? '' : ` \`${path.replaceAll('`', "'")}\``}`;
  const input = command === null ? fenced(pretty(item.input), 'json') : fenced(command, 'sh');
  const output = item.output === null || item.output.text === '' ? [] : [fenced(item.output.text)];
  return [head, input, ...output].join('\n\n');
}

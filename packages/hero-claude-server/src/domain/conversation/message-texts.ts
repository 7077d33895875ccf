import { blocksOf, isObject, type JsonObject, objectOf, textOf } from '../agent/agent-line.ts';
import type { TextKind } from './message-search.ts';

export interface MessageText {
  kind: TextKind;
  text: string;
}

const maxTextLength = 100_000;
const maxDepth = 20;

/** What people look for in a line: prompts, the words of the agent, what tools were asked and answered. */
export function textsOf(line: JsonObject): MessageText[] {
  const found = line.type === 'user' ? userTexts(line) : line.type === 'assistant' ? answerTexts(line) : [];
  return found.flatMap(({ kind, text }) => {
    const kept = text.slice(0, maxTextLength).trim();
    return kept === '' ? [] : { kind, text: kept };
  });
}

function userTexts(line: JsonObject): MessageText[] {
  const plain = textOf(objectOf(line.message).content);
  if (plain !== null) return [{ kind: 'prompt', text: plain }];
  return blocksOf(line).flatMap((block): MessageText[] => {
    if (block.type === 'tool_result') return [{ kind: 'tool_result', text: stringsIn(block.content) }];
    return block.type === 'text' ? [{ kind: 'prompt', text: textOf(block.text) ?? '' }] : [];
  });
}

function answerTexts(line: JsonObject): MessageText[] {
  return blocksOf(line).flatMap((block): MessageText[] => {
    if (block.type === 'text') return [{ kind: 'answer', text: textOf(block.text) ?? '' }];
    if (block.type !== 'tool_use') return [];
    return [{ kind: 'tool_input', text: `${textOf(block.name) ?? ''}\n${stringsIn(block.input)}` }];
  });
}

/** All strings within a value but those of images and documents; of a content block only its words. */
function stringsIn(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (depth > maxDepth) return '';
  if (isObject(value) && value.type === 'text') return textOf(value.text) ?? '';
  if (isObject(value) && value.type === 'base64') return '';
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return items.map((item) => stringsIn(item, depth + 1)).join('\n');
}

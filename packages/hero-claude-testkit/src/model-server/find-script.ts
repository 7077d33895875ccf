import { z } from 'zod';
import type { ApiMessage } from './messages-request.ts';
import { scriptEnd, scriptStart } from './script.ts';
import { type FaultStep, isFault, type ReplyStep, Script, type ScriptStep } from './script-step.ts';

/** What was found in a conversation: the script as written, its place, and how far it has been played. */
export interface FoundScript {
  source: string;
  steps: ScriptStep[];
  /** Index of the message that carries it. */
  position: number;
  /** Assistant messages since: the index of the reply that is due. */
  replies: number;
}

/** The script is not JSON or has a wrong step; the message says where. */
export class BadScript extends Error {
  override name = 'BadScript';
}

/** The last script of the conversation, or undefined when no prompt carries one. Throws BadScript. */
export function findScript(messages: readonly ApiMessage[]): FoundScript | undefined {
  for (let position = messages.length - 1; position >= 0; position--) {
    const message = messages[position];
    if (message?.role !== 'user') continue;
    const source = promptTexts(message)
      .map(markedPart)
      .findLast((part) => part !== undefined);
    if (source === undefined) continue;
    return { source, steps: parse(source), position, replies: countReplies(messages.slice(position)) };
  }
  return undefined;
}

/** What is due next. */
export interface Due {
  /** The faults that stand before the reply, while it is due for the first time. */
  faults: { index: number; step: FaultStep }[];
  /** Undefined past the end. */
  reply: { index: number; step: ReplyStep } | undefined;
}

export function due(found: FoundScript): Due {
  let played = 0;
  let faults: Due['faults'] = [];
  for (const [index, step] of found.steps.entries()) {
    if (isFault(step)) {
      faults.push({ index, step });
    } else if (found.replies < played + step.repeat) {
      return { faults: found.replies === played ? faults : [], reply: { index, step } };
    } else {
      played += step.repeat;
      faults = [];
    }
  }
  return { faults: found.replies === played ? faults : [], reply: undefined };
}

/**
 * Whole assistant messages. When a stream is torn, the CLI keeps the blocks that were complete as a
 * message and asks to be resumed: that message does not count, so its step is played again. Nor does what the
 * CLI puts into the mouth of a model that was never heard, because a crash came before it.
 */
function countReplies(messages: readonly ApiMessage[]): number {
  return messages.filter(({ role }, index) => {
    const next = messages[index + 1];
    const torn = next?.role === 'user' && promptTexts(next).some((value) => value.includes(tornNote));
    return role === 'assistant' && !torn && !isPlaceholder(messages[index]);
  }).length;
}

function isPlaceholder(message: ApiMessage | undefined): boolean {
  return message !== undefined && promptTexts(message).join('') === 'No response requested.';
}

const tornNote = 'Your response above was cut off mid-stream.';

function promptTexts(message: ApiMessage): string[] {
  if (typeof message.content === 'string') return [message.content];
  return message.content.flatMap((block) =>
    block.type === 'text' && block.text !== undefined ? [block.text] : [],
  );
}

/** The JSON between the last pair of markers of a text. */
function markedPart(value: string): string | undefined {
  const start = value.lastIndexOf(scriptStart);
  if (start < 0) return undefined;
  const end = value.indexOf(scriptEnd, start);
  return end < 0 ? undefined : value.slice(start + scriptStart.length, end).trim();
}

function parse(source: string): ScriptStep[] {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch (cause) {
    throw new BadScript(`the script is not JSON: ${String(cause)}`, { cause });
  }
  const parsed = Script.safeParse(json);
  if (!parsed.success) throw new BadScript(`the script is wrong: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

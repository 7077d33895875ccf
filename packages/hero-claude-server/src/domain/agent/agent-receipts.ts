import { type JsonObject, nameOf, namesOf, objectOf } from './agent-line.ts';

/** What the launch script writes of a prompt that an earlier process has in its transcript. */
export const keptPrompt = { type: 'hero_claude', subtype: 'prompt_kept' } as const;

/**
 * Which of our inputs the agent has taken in, as this line shows: the echo of a prompt, the list of prompts a
 * step answers to (several prompts may become one turn, and only the last is echoed), the end of a prompt's
 * life, and the response to a request of ours or the echo of an answer of ours.
 *
 * That a prompt was queued is no receipt: an agent that dies then has not recorded it.
 */
export function receiptsOf(line: JsonObject): string[] {
  const ids: (string | null)[] = promptsTakenIn(line);
  if (line.type === 'command_lifecycle' && (line.state === 'completed' || line.state === 'cancelled'))
    ids.push(nameOf(line.command_uuid));
  if (line.type === 'control_response') ids.push(nameOf(objectOf(line.response).request_id));
  return ids.filter((id) => id !== null);
}

function promptsTakenIn(line: JsonObject): string[] {
  const ids: (string | null)[] = namesOf(line.user_message_uuids);
  if (isEcho(line)) ids.push(nameOf(line.uuid));
  if (line.type === keptPrompt.type && line.subtype === keptPrompt.subtype)
    ids.push(nameOf(line.prompt_uuid));
  return ids.filter((id) => id !== null);
}

/** What the agent took in, told back to us. */
export function isEcho(line: JsonObject): boolean {
  return line.type === 'user' && line.isReplay === true;
}

/** Far more than an honest agent takes in before it answers. */
const maxUnanswered = 1000;

/**
 * The prompts that were taken in since the last result, after one more line. A process that ends then may not have
 * written them down. What has its result has also been written down, and is done: it is never said again.
 */
export function unansweredAfter(before: string[], line: JsonObject): string[] {
  if (line.type === 'result') return before.length === 0 ? before : [];
  if (line.type === 'command_lifecycle' && line.state === 'cancelled')
    return before.filter((id) => id !== line.command_uuid);
  const added = promptsTakenIn(line).filter((id) => !before.includes(id));
  return added.length === 0 ? before : [...before, ...added].slice(-maxUnanswered);
}

import type { BackgroundTask, Happening, Speaker, Todo, ToolCall } from './happening.ts';
import { type Json, jsonOf, listOf, numberOf, textOf } from './json.ts';
import { systemHappenings } from './system-lines.ts';
import { listTools, TodoList } from './todo-list.ts';
import { failureText, purposeOf, resultText } from './tool-words.ts';

const agent: Speaker = { depth: 0, label: undefined };

/** Lines that say nothing to a person: approvals and states come as events of the server. */
const silent = new Set([
  'control_request',
  'control_response',
  'control_cancel_request',
  'command_lifecycle',
  'stream_event',
  'keep_alive',
  // Ours: a restarted agent already had the prompt.
  'hero_claude',
]);

/** Reads the lines of an agent in order, and says what of each a person is told. */
export class Conversation {
  /** Calls without a result, in the order they were made. */
  readonly calls = new Map<string, ToolCall>();
  readonly tasks = new Map<string, BackgroundTask>();
  readonly #todoList = new TodoList();
  readonly #speakers = new Map<string, Speaker>();
  readonly #groups = new Map<string, ToolCall[]>();
  #toldServers = new Set<string>();

  get todos(): Todo[] {
    return this.#todoList.todos;
  }

  /** @param at when the line was kept, in ms since the epoch */
  take(line: Json, at: number): Happening[] {
    const type = textOf(line['type']);
    switch (type) {
      case 'assistant':
        return this.#assistant(line, at);
      case 'user':
        return this.#user(line);
      case 'system':
        if (line['subtype'] === 'init') return this.#failedServers(line);
        return systemHappenings(line, this.tasks, this.#speakerOf(line['tool_use_id']));
      case 'result':
        return this.#result(line);
      case 'rate_limit_event':
        return quotaNotice(jsonOf(line['rate_limit_info']));
      default:
        return silent.has(type) ? [] : [{ kind: 'raw', text: JSON.stringify(line) }];
    }
  }

  /** A later process knows nothing of the calls of the one before. */
  agentEnded(): Happening[] {
    const told = [...this.#groups.keys()].flatMap((messageId) => this.#endGroup(messageId));
    this.tasks.clear();
    this.calls.clear();
    return told;
  }

  #assistant(line: Json, at: number): Happening[] {
    const message = jsonOf(line['message']);
    const speaker = this.#childOf(line['parent_tool_use_id']);
    // The result says the same, as the failure it is.
    if (line['is_api_error_message'] === true && speaker.depth === 0) return [];
    return listOf(message['content']).flatMap((block): Happening[] => {
      switch (block['type']) {
        case 'text':
          return [{ kind: 'said', text: textOf(block['text']).trim(), speaker }];
        case 'thinking':
        case 'redacted_thinking':
          return this.#thought(line, block, speaker);
        case 'tool_use':
          return this.#called(textOf(message['id']), block, speaker, at);
        default:
          return [{ kind: 'raw', text: JSON.stringify(block) }];
      }
    });
  }

  #thought(line: Json, block: Json, speaker: Speaker): Happening[] {
    const text = textOf(block['thinking']).trim();
    return [{ kind: 'thought', text, ms: numberOf(line['thinking_duration_ms']), speaker }];
  }

  #called(messageId: string, block: Json, speaker: Speaker, begunAt: number): Happening[] {
    const [id, name] = [textOf(block['id']), textOf(block['name'])];
    const input = jsonOf(block['input']);
    const call: ToolCall = { id, name, input, messageId, speaker, begunAt, outcome: undefined };
    this.calls.set(id, call);
    // Its lines may come after its result, when the call is no longer known.
    if (name === 'Agent' || name === 'Task') this.#begins(call);
    if (listTools.has(name)) return [];
    this.#groups.set(messageId, [...(this.#groups.get(messageId) ?? []), call]);
    return [{ kind: 'call', call }];
  }

  #user(line: Json): Happening[] {
    const { content } = jsonOf(line['message']);
    const blocks = listOf(content);
    const speaker = this.#childOf(line['parent_tool_use_id']);
    const results = blocks.filter(({ type }) => type === 'tool_result');
    if (results.length > 0) return results.flatMap((block) => this.#ended(block, line['tool_use_result']));
    const words = (typeof content === 'string' ? content : resultText(content)).trim();
    // The prompt of a sub-agent is in the call that started it; what the CLI says to the model is its own affair.
    if (words === '' || speaker.depth > 0) return [];
    if (words.startsWith('[Request interrupted'))
      return [{ kind: 'notice', text: 'interrupted', tone: 'warn' }];
    return line['isSynthetic'] === true
      ? [{ kind: 'detail', text: words }]
      : [{ kind: 'prompt', text: words }];
  }

  #ended(block: Json, result: unknown): Happening[] {
    const id = textOf(block['tool_use_id']);
    const call = this.calls.get(id);
    if (call === undefined) return [];
    this.calls.delete(id);
    const ok = block['is_error'] !== true;
    const text = resultText(block['content']).trim();
    const ended: ToolCall = { ...call, outcome: { ok, text: ok ? text : failureText(text) } };
    if (listTools.has(call.name)) {
      const changed = this.#todoList.take(call.name, call.input, ok ? { ok, result } : { ok });
      return changed ? [{ kind: 'todos', todos: this.todos }] : [];
    }
    const group = (this.#groups.get(call.messageId) ?? []).map((each) => (each.id === id ? ended : each));
    this.#groups.set(call.messageId, group);
    const told: Happening[] = [{ kind: 'result', call: ended, amongOthers: group.length > 1 }];
    return group.every(({ outcome }) => outcome !== undefined)
      ? [...told, ...this.#endGroup(call.messageId)]
      : told;
  }

  #result(line: Json): Happening[] {
    const told = this.#endGroups();
    if (line['is_error'] !== true || textOf(line['terminal_reason']).startsWith('aborted')) return told;
    const text = textOf(line['result']) || (Array.isArray(line['errors']) ? line['errors'].join('\n') : '');
    return [...told, { kind: 'failed', text: text || textOf(line['subtype']) }];
  }

  #endGroup(messageId: string): Happening[] {
    const calls = this.#groups.get(messageId) ?? [];
    this.#groups.delete(messageId);
    return calls.length > 0 ? [{ kind: 'calls', calls }] : [];
  }

  /** Nobody will answer these any more. */
  #endGroups(): Happening[] {
    const mine = [...this.#groups].filter(([, [first]]) => first?.speaker.depth === 0);
    const told = mine.flatMap(([messageId]) => this.#endGroup(messageId));
    for (const [id, { speaker }] of this.calls) if (speaker.depth === 0) this.calls.delete(id);
    return told;
  }

  #begins({ id, name, input, speaker }: ToolCall): Speaker {
    const child = { depth: speaker.depth + 1, label: purposeOf(name, input) };
    this.#speakers.set(id, child);
    return child;
  }

  #speakerOf(call: unknown): Speaker {
    return this.#speakers.get(textOf(call)) ?? agent;
  }

  /** Whoever speaks under a call is a sub-agent, whatever the tool is called. */
  #childOf(parent: unknown): Speaker {
    const id = textOf(parent);
    const call = this.calls.get(id);
    return this.#speakers.get(id) ?? (call === undefined ? agent : this.#begins(call));
  }

  /** Each turn begins with their states; those that fail are told when they change. */
  #failedServers(line: Json): Happening[] {
    const failed = listOf(line['mcp_servers'])
      .filter(({ status }) => status === 'failed')
      .map(({ name }) => textOf(name));
    const told = failed.filter((name) => !this.#toldServers.has(name));
    this.#toldServers = new Set(failed);
    return told.map((name) => ({
      kind: 'notice',
      text: `the MCP server ${name} does not work`,
      tone: 'warn',
    }));
  }
}

function quotaNotice(info: Json): Happening[] {
  const status = textOf(info['status']);
  if (status === 'allowed' || status === '') return [];
  const used = numberOf(info['utilization']);
  const share = used === undefined ? '' : ` (${Math.round(used * 100)}% used)`;
  const limit = textOf(info['rateLimitType']).replaceAll('_', ' ') || 'account';
  const text = status === 'rejected' ? `the ${limit} limit is used up` : `the ${limit} limit is near${share}`;
  return [{ kind: 'notice', text, tone: 'warn' }];
}

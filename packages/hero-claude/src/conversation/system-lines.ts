import { count } from '../output/units.ts';
import type { BackgroundTask, Happening, Speaker } from './happening.ts';
import { type Json, jsonOf, numberOf, textOf } from './json.ts';

/** States, retries and waits come as events of the server, which knows them from these same lines. */
const silent = new Set([
  'status',
  'thinking_tokens',
  'session_state_changed',
  'api_retry',
  'task_updated',
  'background_tasks_changed',
]);

function taskEnd(line: Json, speaker: Speaker, task: BackgroundTask): Happening[] {
  const uses = numberOf(jsonOf(line['usage'])['tool_uses']);
  const tokens = numberOf(jsonOf(line['usage'])['total_tokens']);
  const facts = [
    uses === undefined ? undefined : count(uses, 'call'),
    tokens === undefined ? undefined : count(tokens, 'token'),
  ].filter((fact) => fact !== undefined);
  const label = speaker.label ?? task.label;
  const text = `${label}: ${textOf(line['status']) || 'ended'}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
  const tone = line['status'] === 'failed' ? 'bad' : 'dim';
  return [{ kind: 'notice', text, tone, speaker: { ...speaker, depth: Math.max(0, speaker.depth - 1) } }];
}

/** What a `system` line tells; keeps `tasks` in step with it. */
export function systemHappenings(
  line: Json,
  tasks: Map<string, BackgroundTask>,
  speaker: Speaker,
): Happening[] {
  const id = textOf(line['task_id']);
  const subtype = textOf(line['subtype']);
  switch (subtype) {
    case 'task_started':
      // A command the agent waits for is shown as the call it is.
      if (line['task_type'] !== 'local_bash' || line['is_backgrounded'] === true)
        tasks.set(id, { label: textOf(line['description']), doing: '' });
      return [];
    case 'task_progress': {
      const task = tasks.get(id);
      if (task !== undefined) tasks.set(id, { ...task, doing: textOf(line['description']) });
      return [];
    }
    case 'task_notification': {
      const task = tasks.get(id);
      tasks.delete(id);
      return task === undefined ? [] : taskEnd(line, speaker, task);
    }
    case 'compact_boundary': {
      const before = numberOf(jsonOf(line['compact_metadata'])['pre_tokens']);
      const of = before === undefined ? '' : ` (it was ${count(before, 'token')})`;
      return [{ kind: 'notice', text: `the conversation was made shorter${of}`, tone: 'dim' }];
    }
    case 'model_fallback':
      return [
        {
          kind: 'notice',
          text: `${textOf(line['fallback_model'])} instead of ${textOf(line['original_model'])}`,
          tone: 'warn',
        },
      ];
    case 'notification':
    case 'informational':
      return [{ kind: 'notice', text: textOf(line['text']) || textOf(line['content']), tone: 'dim' }];
    case 'hook_started':
      return [{ kind: 'detail', text: `hook ${textOf(line['hook_name'])}` }];
    case 'hook_response':
      return [
        {
          kind: 'detail',
          text: `hook ${textOf(line['hook_name'])}: ${textOf(line['outcome'])} ${textOf(line['output']).trim()}`,
        },
      ];
    default:
      return silent.has(subtype) ? [] : [{ kind: 'raw', text: JSON.stringify(line) }];
  }
}

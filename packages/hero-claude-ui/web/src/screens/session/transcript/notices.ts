import type { PermissionMode } from 'hero-claude-sdk';
import { permissionLabels } from '../composer/permission-labels.ts';
import type { NoticeTone } from './item.ts';
import { field, type Json, listOf, numberAt, pretty, textAt } from './loose.ts';

/** What a line that is neither said nor done by the agent tells a person. */
export interface Notice {
  topic: string;
  tone: NoticeTone;
  title: string;
  body: string | null;
}

/** Says nothing a person would miss: states, echoes, counters. */
export const hidden = 'hidden';

type Reader = (line: Json) => Notice | typeof hidden;

const seconds = (ms: number | null): string =>
  ms === null ? '' : ` in ${Math.max(1, Math.round(ms / 1000))} s`;

const tokens = (count: number | null): string => (count === null ? '?' : count.toLocaleString('en'));

/** Also the names that every object has are no subtypes. */
const systemReaders = new Map<string, Reader>([
  ['init', (line) => notice('init', 'quiet', initTitle(line), serversIn(line))],
  ['status', (line) => (field(line, 'status') === 'compacting' ? compacting : hidden)],
  ['session_state_changed', () => hidden],
  ['thinking_tokens', () => hidden],
  ['task_progress', () => hidden],
  ['task_updated', () => hidden],
  ['hook_started', () => hidden],
  ['hook_response', readHook],
  ['task_started', readTaskStarted],
  ['task_notification', readTaskEnded],
  ['api_retry', readRetry],
  ['compact_boundary', readCompaction],
  [
    'model_fallback',
    (line) =>
      notice(
        'fallback',
        'warning',
        `Model changed from ${textAt(line, 'original_model') ?? '?'} to ${textAt(line, 'fallback_model') ?? '?'}`,
        textAt(line, 'content'),
      ),
  ],
  ['notification', (line) => notice('notification', 'info', textAt(line, 'text') ?? 'Notification', null)],
  [
    'informational',
    (line) =>
      notice(
        'informational',
        textAt(line, 'level') === 'warning' ? 'warning' : 'info',
        textAt(line, 'content') ?? 'Information',
        null,
      ),
  ],
]);

const compacting = notice('compaction', 'info', 'Compacting the conversation…', null);

const quietTypes = new Set([
  'stream_event',
  'command_lifecycle',
  'control_request',
  'control_response',
  'control_cancel_request',
  'keep_alive',
  // Ours: a restarted agent already had the prompt.
  'hero_claude',
]);

/** null: a line nobody here knows. */
export function readNotice(type: string | null, line: Json): Notice | typeof hidden | null {
  if (type === 'rate_limit_event') return readLimit(line);
  if (type !== null && quietTypes.has(type)) return hidden;
  if (type !== 'system') return null;
  return systemReaders.get(textAt(line, 'subtype') ?? '')?.(line) ?? null;
}

function notice(topic: string, tone: NoticeTone, title: string, body: string | null): Notice {
  return { topic, tone, title, body };
}

function initTitle(line: Json): string {
  const mode = textAt(line, 'permissionMode');
  const version = textAt(line, 'claude_code_version');
  const parts = [
    textAt(line, 'model'),
    mode !== null && Object.hasOwn(permissionLabels, mode) ? permissionLabels[mode as PermissionMode] : mode,
    version === null ? null : `Claude Code ${version}`,
  ];
  return `Agent ready · ${parts.filter((part) => part !== null).join(' · ')}`;
}

function serversIn(line: Json): string | null {
  const servers = listOf(field(line, 'mcp_servers')).map(
    (server) => `${textAt(server, 'name') ?? '?'}: ${textAt(server, 'status') ?? '?'}`,
  );
  return servers.length === 0 ? null : servers.join('\n');
}

function readHook(line: Json): Notice | typeof hidden {
  const outcome = textAt(line, 'outcome');
  const code = numberAt(line, 'exit_code') ?? 0;
  if (code === 0 && (outcome === null || outcome === 'success')) return hidden;
  const said = [textAt(line, 'stderr'), textAt(line, 'stdout')].filter((text) => text).join('\n');
  const title = `Hook ${textAt(line, 'hook_name') ?? ''} ended with ${code === 0 ? outcome : `exit code ${code}`}`;
  return notice('hook', 'warning', title, said || null);
}

function readTaskStarted(line: Json): Notice | typeof hidden {
  // A sub-agent has a card of its own.
  if (textAt(line, 'task_type') !== 'local_bash') return hidden;
  return notice(
    'background',
    'quiet',
    `In the background: ${textAt(line, 'description') ?? 'a command'}`,
    null,
  );
}

function readTaskEnded(line: Json): Notice {
  const status = textAt(line, 'status') ?? 'ended';
  const tone = status === 'failed' ? 'warning' : 'quiet';
  return notice('background', tone, `Background task ${status}: ${textAt(line, 'summary') ?? ''}`, null);
}

function readRetry(line: Json): Notice {
  const status = numberAt(line, 'error_status');
  const why = textAt(line, 'error') ?? 'no answer';
  const attempt = `${numberAt(line, 'attempt') ?? '?'} of ${numberAt(line, 'max_retries') ?? '?'}`;
  const title = `The model did not answer (${status ?? 'no connection'}, ${why.slice(0, 200)}); trying again${seconds(numberAt(line, 'retry_delay_ms'))}`;
  return notice('retry', 'warning', title, `attempt ${attempt}`);
}

function readCompaction(line: Json): Notice {
  const about = field(line, 'compact_metadata');
  const [before, after] = [numberAt(about, 'pre_tokens'), numberAt(about, 'post_tokens')];
  const how = textAt(about, 'trigger') === 'auto' ? 'by itself' : 'on request';
  const size =
    after === null ? `from ${tokens(before)} tokens` : `${tokens(before)} → ${tokens(after)} tokens`;
  return notice('compaction', 'info', `Conversation compacted ${how}, ${size}`, null);
}

function readLimit(line: Json): Notice | typeof hidden {
  const about = field(line, 'rate_limit_info');
  const status = textAt(about, 'status');
  if (status === null || status === 'allowed') return hidden;
  const used = numberAt(about, 'utilization');
  const share = used === null ? '' : ` (${Math.round(used * 100)} % used)`;
  const resets = numberAt(about, 'resetsAt');
  // Beyond some thousand years to either side it is no time, and no date can be made of it.
  const until =
    resets === null || Math.abs(resets) > 1e11 ? null : `resets ${new Date(resets * 1000).toISOString()}`;
  const limit = (textAt(about, 'rateLimitType') ?? 'usage').replaceAll('_', ' ');
  const title =
    status === 'rejected' ? `The ${limit} limit is reached` : `Close to the ${limit} limit${share}`;
  return notice('limit', status === 'rejected' ? 'danger' : 'warning', title, until);
}

/** A line of an unknown sort as text. */
export function rawText(line: Json): string {
  return pretty(line);
}

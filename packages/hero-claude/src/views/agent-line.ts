import type { Style } from '../output/output.ts';
import { span } from '../output/units.ts';
import { visibleLine, visibleText } from '../output/visible-text.ts';

interface Block {
  type: string;
  text?: string;
  name?: string;
  input?: Record<string, unknown>;
  content?: unknown;
  is_error?: boolean;
}

interface AgentLine {
  type?: string;
  message?: { content?: string | Block[] };
  is_error?: boolean;
  duration_ms?: number;
  total_cost_usd?: number;
  result?: string;
  request?: { subtype?: string; tool_name?: string };
}

const longest = 600;

function shortened(text: string): string {
  const shown = visibleText(text).trim();
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

/** The one thing of a tool's input that says what it does. */
function purpose({ input = {} }: Block): string {
  const told =
    input['command'] ?? input['file_path'] ?? input['pattern'] ?? input['url'] ?? input['description'];
  return typeof told === 'string'
    ? visibleLine(told).slice(0, longest)
    : visibleLine(JSON.stringify(input)).slice(0, 200);
}

function resultText({ content }: Block): string {
  if (typeof content === 'string') return shortened(content);
  if (!Array.isArray(content)) return '';
  return shortened((content as Block[]).map(({ text = '' }) => text).join('\n'));
}

function blockText(block: Block, speaker: string, style: Style): string | undefined {
  switch (block.type) {
    case 'text':
      return `${speaker} ${shortened(block.text ?? '')}`;
    case 'tool_use':
      return `${style.yellow(visibleLine(block.name ?? 'tool'))} ${purpose(block)}`;
    case 'tool_result': {
      const text = resultText(block);
      if (text === '') return undefined;
      return indented(block.is_error === true ? style.red(text) : style.dim(text));
    }
    default:
      return undefined;
  }
}

/** What a person wants to see of one line of the agent; undefined for the machinery in between. */
export function agentLine(text: string, style: Style): string | undefined {
  let line: AgentLine;
  try {
    line = JSON.parse(text) as AgentLine;
  } catch {
    return visibleText(text);
  }
  if (line.type === 'assistant' || line.type === 'user') {
    const speaker = line.type === 'assistant' ? style.cyan('claude') : style.green('prompt');
    const content = line.message?.content;
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
    const shown = blocks
      .map((block) => blockText(block, speaker, style))
      .filter((part) => part !== undefined);
    return shown.length === 0 ? undefined : shown.join('\n');
  }
  if (line.type === 'control_request' && line.request?.subtype === 'can_use_tool') {
    return style.yellow(`waits for you: may it use ${visibleLine(line.request.tool_name ?? 'a tool')}?`);
  }
  if (line.type !== 'result') return undefined;
  const facts = `${span(line.duration_ms ?? 0)}, $${(line.total_cost_usd ?? 0).toFixed(2)}`;
  return line.is_error === true
    ? style.red(`turn failed (${facts}) ${shortened(line.result ?? '')}`)
    : style.dim(`turn done (${facts})`);
}

import { type JsonNode, type JsonPath, JsonWalk, JsonWalkError } from './json-walk.ts';
import { ModelRefusal } from './refusal.ts';

/** Tools that the agent itself runs. What is not known here could be run by the API, with its network. */
const ownTools = /^(custom|(bash|text_editor|computer|memory)_\d{8}|tool_search_tool_(regex|bm25)(_\d{8})?)$/;
const reachingMembers = new Set(['mcp_servers', 'container']);
const reachingSources = new Set(['url', 'file']);
const way =
  'would have the API reach where this session may not; set HERO_CLAUDE_SERVER_TOOLS=allow for the gateway, or give the session egress "open"';

function startsWith(path: JsonPath, ...keys: string[]): boolean {
  return keys.every((key, index) => path[index] === key);
}

/** What is data of a tool and means nothing to the API. */
function isData(path: JsonPath): boolean {
  return (
    startsWith(path, 'messages', '[]', 'content', '[]', 'input') ||
    startsWith(path, 'tools', '[]', 'input_schema') ||
    startsWith(path, 'tools', '[]', 'input_examples') ||
    startsWith(path, 'metadata')
  );
}

function textOf(node: JsonNode): string {
  return node.kind === 'string' ? (node.text ?? 'too long to compare') : node.kind;
}

/** How a value would have the API go somewhere for the session; undefined when it would not. */
function reachOf(path: JsonPath, node: JsonNode): string | undefined {
  if (node.kind === 'null' || isData(path)) return undefined;
  const [first = ''] = path;
  const [holder, member] = [path.at(-2), path.at(-1)];
  if (reachingMembers.has(first))
    return path.length === 1 && node.kind === 'array' ? undefined : `"${first}"`;
  if (startsWith(path, 'tools', '[]', 'type') && path.length === 3) {
    return node.kind === 'string' && ownTools.test(textOf(node)) ? undefined : `the tool "${textOf(node)}"`;
  }
  if (member === 'file_id') return 'a file of the account';
  if (holder !== 'source') return undefined;
  if (member === 'url') return 'a source by URL';
  return member === 'type' && reachingSources.has(textOf(node))
    ? `a source of type "${textOf(node)}"`
    : undefined;
}

/**
 * Watches the body of a call pass and throws before it is whole when it would have the API go for the session
 * where its own egress may not: server tools, MCP connectors, sources by URL. The API cannot act on a
 * body whose end it never gets.
 */
export class ReachGuard {
  readonly #walk = new JsonWalk((path, node) => {
    const reach = reachOf(path, node);
    if (reach !== undefined) throw new ModelRefusal('reach_refused', `${reach} ${way}`);
  });

  write(chunk: Uint8Array): void {
    this.#guard(() => this.#walk.write(chunk));
  }

  end(): void {
    this.#guard(() => this.#walk.end());
  }

  #guard(look: () => void): void {
    try {
      look();
    } catch (error) {
      if (!(error instanceof JsonWalkError)) throw error;
      throw new ModelRefusal('malformed_request', `the body is no JSON: ${error.message}`, { cause: error });
    }
  }
}

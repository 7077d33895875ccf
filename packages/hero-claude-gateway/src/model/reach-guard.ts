import { type JsonNode, type JsonPath, JsonWalk, JsonWalkError } from './json-walk.ts';
import { ModelRefusal } from './refusal.ts';

/** Tools that the agent itself runs. What is not known here could be run by the API, with its network. */
const ownTools = /^(custom|(bash|text_editor|computer|memory)_\d{8}|tool_search_tool_(regex|bm25)(_\d{8})?)$/;
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

/**
 * How a value would have the API go somewhere for the session; undefined when it would not. Asked for every value
 * of every request: the key decides first, because next to none has one that matters.
 */
function reachOf(path: JsonPath, node: JsonNode): string | undefined {
  const first = path[0];
  if (first === 'mcp_servers' || first === 'container') return reachOfMember(first, path, node);
  switch (path[path.length - 1] ?? '') {
    case 'type':
      return node.kind === 'null' || isData(path) ? undefined : reachOfType(path, node);
    case 'file_id':
      return node.kind === 'null' || isData(path) ? undefined : 'a file of the account';
    case 'url':
      return node.kind === 'null' || isData(path) || path.at(-2) !== 'source' ? undefined : 'a source by URL';
    default:
      return undefined;
  }
}

function reachOfMember(member: string, path: JsonPath, node: JsonNode): string | undefined {
  const isNothing = node.kind === 'null' || (path.length === 1 && node.kind === 'array');
  return isNothing ? undefined : `"${member}"`;
}

function reachOfType(path: JsonPath, node: JsonNode): string | undefined {
  const text = textOf(node);
  if (path.length === 3 && startsWith(path, 'tools', '[]')) {
    return node.kind === 'string' && ownTools.test(text) ? undefined : `the tool "${text}"`;
  }
  return path.at(-2) === 'source' && reachingSources.has(text) ? `a source of type "${text}"` : undefined;
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

import { expect, it } from 'vitest';
import { ReachGuard } from './reach-guard.ts';
import { ModelRefusal } from './refusal.ts';

const message = (content: unknown) => ({ model: 'claude-x', messages: [{ role: 'user', content }] });

/** The refusal of a body, byte by byte; undefined when it may pass. */
function refusalOf(body: unknown): string | undefined {
  const guard = new ReachGuard();
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  try {
    for (const byte of bytes) guard.write(Uint8Array.of(byte));
    guard.end();
    return undefined;
  } catch (error) {
    if (error instanceof ModelRefusal) return `${error.reason}: ${error.message}`;
    throw error;
  }
}

it.each<[string, unknown]>([
  ['search', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
  ['fetch, its name in escapes', '{"tools":[{"t\\u0079pe":"web\\u005ffetch_20250910"}]}'],
  ['code', { tools: [{ name: 'code', type: 'code_execution_20250825' }] }],
  ['a tool nobody knows yet', { tools: [{ type: 'teleport_20300101' }] }],
  ['a tool said to be two things', '{"tools":[{"type":"custom","type":"web_search_20250305"}]}'],
  ['a tool with a type without end', { tools: [{ type: 'x'.repeat(5_000) }] }],
  ['connectors', { mcp_servers: [{ type: 'url', url: 'https://evil.example' }] }],
  ['a container of the API', { container: { skills: [] } }],
  ['a container by name', { container: 'c_1' }],
  ['an image by URL', message([{ type: 'image', source: { type: 'url', url: 'https://evil.example/a' } }])],
  ['a document by URL, its type last', message([{ source: { url: 'https://evil.example/', type: 'url' } }])],
  ['a document without a type', message([{ type: 'document', source: { url: 'https://evil.example/' } }])],
  ['a file of the account', message([{ type: 'document', source: { type: 'file', file_id: 'file_1' } }])],
  ['an upload to a container', message([{ type: 'container_upload', file_id: 'file_1' }])],
  [
    'an image in the result of a tool',
    message([
      {
        type: 'tool_result',
        tool_use_id: 't',
        content: [{ type: 'image', source: { type: 'url', url: 'x' } }],
      },
    ]),
  ],
  [
    'a document of documents',
    message([
      { source: { type: 'content', content: [{ type: 'image', source: { type: 'url', url: 'x' } }] } },
    ]),
  ],
  ['a system prompt with an image', { system: [{ type: 'image', source: { type: 'url', url: 'x' } }] }],
])('%s is refused before the body is whole', (_name, body) => {
  expect(refusalOf(body)).toMatch(/^reach_refused: .* would have the API reach/);
});

it.each<[string, unknown]>([
  ['plain talk', message('look at https://example.com, "type":"url"')],
  ['an image that is there', message([{ type: 'image', source: { type: 'base64', data: 'AAAA' } }])],
  ['text as a document', message([{ type: 'document', source: { type: 'text', data: 'url' } }])],
  [
    'tools of the agent',
    {
      tools: [
        { name: 'Bash', input_schema: { type: 'object' } },
        { type: 'bash_20250124', name: 'bash' },
      ],
    },
  ],
  [
    'a schema with such names',
    {
      tools: [
        {
          name: 'cite',
          input_schema: { type: 'object', properties: { source: { type: 'url', url: 'x' }, file_id: {} } },
        },
      ],
    },
  ],
  [
    'a call of a tool with such input',
    message([{ type: 'tool_use', input: { source: { type: 'url', url: 'x' } } }]),
  ],
  ['no connectors', { mcp_servers: [], container: null }],
])('%s passes', (_name, body) => {
  expect(refusalOf(body)).toBeUndefined();
});

it.each(['', '{', 'nonsense', '{"a":1}x', "{'a':1}", '\ufeff{}'])('%j is no JSON', (body) => {
  expect(refusalOf(body)).toMatch(/^malformed_request: the body is no JSON/);
});

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { registry, setUp } from '../test/sample-service.ts';
import { callMcpTool, createRegistry, mcpTools, methodsFor } from './index.ts';

const tools = new Map(mcpTools(registry).map((tool) => [tool.name, tool]));
const caller = { caller: 'mcp', role: 'viewer', signal: new AbortController().signal } as const;

describe('mcpTools', () => {
  it('names, titles and annotates', () => {
    expect(tools.get('thing_delete')).toMatchObject({
      name: 'thing_delete',
      title: 'Delete a thing',
      description: 'Delete a thing\n\nIt does not come back.',
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
    });
    expect(tools.get('thing_get')?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
  });

  it('leaves out what is no tool', () => {
    expect([...tools.keys()]).toContain('sum');
    expect([...tools.keys()]).not.toContain('wait');
    expect([...tools.keys()]).not.toContain('rpc_discover');
  });

  it('describes input as a closed object without references', () => {
    const Shared = z.object({ x: z.string() }).meta({ id: 'McpShared' });
    const [tool] = mcpTools(
      createRegistry([
        methodsFor<null>()({
          name: 'a.b',
          summary: 'Do',
          params: z.object({ shared: Shared, list: z.array(Shared).default([]) }),
          result: z.array(z.string()),
          role: 'viewer',
          handler: async () => [],
        }),
      ]),
    );
    expect(tool?.inputSchema).toMatchObject({
      type: 'object',
      required: ['shared'],
      additionalProperties: false,
    });
    expect(JSON.stringify(tool)).not.toContain('$ref');
    expect(tool).not.toHaveProperty('outputSchema');
  });

  it('has schemas that compile', () => {
    const ajv = new Ajv({ strict: false });
    for (const { inputSchema, outputSchema } of tools.values()) {
      ajv.compile(inputSchema);
      ajv.compile(outputSchema ?? {});
    }
  });
});

describe('callMcpTool', () => {
  it('returns text and structured content', async () => {
    const { dispatcher, records } = setUp();
    expect(await callMcpTool(dispatcher, 'thing_get', { thing_id: 'here' }, caller)).toEqual({
      content: [{ type: 'text', text: '{\n  "text": "hello"\n}' }],
      structuredContent: { text: 'hello' },
    });
    expect(records[0]).toMatchObject({ method: 'thing.get', caller: 'mcp' });
  });

  it('returns only text where the result is no object', async () => {
    const { dispatcher } = setUp();
    const result = await callMcpTool(dispatcher, 'sum', { a: 1, b: 2 }, caller);
    expect(result).toEqual({ content: [{ type: 'text', text: '3' }] });
  });

  it.each([
    ['a declared error', 'thing_get', { thing_id: 'gone' }, 'thing.not_found'],
    ['wrong arguments', 'thing_get', { id: 'gone' }, 'rpc.invalid_params'],
    ['a weak role', 'thing_delete', { thing_id: 'gone' }, 'auth.forbidden'],
    ['an exception', 'thing_get', { thing_id: 'crash' }, 'rpc.internal'],
    ['a result that is no JSON', 'wrong_bigint', {}, 'rpc.internal'],
  ])('returns %s as a failure that fits the output schema', async (_name, name, args, kind) => {
    const result = await callMcpTool(setUp().dispatcher, name, args, caller);
    expect(result).toMatchObject({ isError: true, structuredContent: { kind } });
    expect(result.content[0]?.text).toContain(kind);
    expect(JSON.stringify(result)).not.toContain('/etc/shadow');
    expect(
      new Ajv({ strict: false }).validate(tools.get(name)?.outputSchema ?? {}, result.structuredContent),
    ).toBe(true);
  });

  it.each(['nothing', 'wait', 'rpc_discover', 'rpc.discover'])(
    'rejects %s, which is no tool',
    async (name) => {
      await expect(callMcpTool(setUp().dispatcher, name, {}, caller)).rejects.toMatchObject({ code: -32602 });
    },
  );
});

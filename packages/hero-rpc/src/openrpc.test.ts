import jsonSchemaMetaSchema from '@json-schema-tools/meta-schema';
import openRpcMetaSchema from '@open-rpc/meta-schema';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { registry as sample } from '../test/sample-service.ts';
import { createRegistry, methodsFor, openRpcDocument, referencePage } from './index.ts';

const method = methodsFor<null>();
const Limits = z.object({ cpu: z.number().default(2) }).meta({ id: 'Limits' });
const Repo = z.object({ name: z.string() }).meta({ id: 'Repo', description: 'A repository' });
const Session = z
  .object({ session_id: z.string(), repos: z.array(Repo), limits: Limits.nullable() })
  .meta({ id: 'Session' });
const Tree = z
  .object({
    name: z.string(),
    get children() {
      return z.array(Tree);
    },
  })
  .meta({ id: 'Tree' });

const registry = createRegistry([
  method({
    name: 'session.create',
    summary: 'Create a session',
    description: 'Copies the repositories.',
    params: z.object({
      repos: z.array(z.string()).describe('Names of repositories'),
      limits: Limits.optional(),
      repo: Repo.optional(),
      image: z.string().default('x'),
    }),
    result: Session,
    role: 'operator',
    mcp: { destructive: true },
    cli: { positional: ['repos'] },
    handler: async () => ({ session_id: '', repos: [], limits: null }),
  }),
  method({
    name: 'tree.get',
    summary: 'Get a tree',
    params: z.object({}),
    result: Tree,
    role: 'viewer',
    mcp: false,
    handler: async () => ({ name: '', children: [] }),
  }),
]);
const document = openRpcDocument(registry, { title: 'Sample', version: '1.0.0', description: 'A sample' });

/** Both meta-schemas are draft-7 in a dialect of their own name, which Ajv does not know. */
function makeValidator() {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  for (const metaSchema of [jsonSchemaMetaSchema, openRpcMetaSchema]) {
    const text = JSON.stringify({ ...metaSchema, $schema: undefined });
    ajv.addSchema(
      JSON.parse(text.replaceAll('"https://meta.json-schema.tools"', '"https://meta.json-schema.tools/"')),
    );
  }
  return ajv;
}

// Compiling the two takes longer than all tests here.
const validator = makeValidator();

describe('openRpcDocument', () => {
  it.each([
    ['shared shapes', document],
    ['declared errors', openRpcDocument(sample, { title: 'Sample', version: '1.0.0' })],
  ])('is valid with %s', (_name, subject) => {
    validator.validate('https://meta.open-rpc.org/', subject);
    expect(validator.errors).toBeNull();
  });

  it('is seen as invalid when it is', () => {
    expect(validator.validate('https://meta.open-rpc.org/', { ...document, methods: [{ name: 'x' }] })).toBe(
      false,
    );
  });

  it('describes a method', () => {
    expect(document.methods[0]).toEqual({
      name: 'session.create',
      summary: 'Create a session',
      description: 'Copies the repositories.',
      paramStructure: 'either',
      params: [
        {
          name: 'repos',
          description: 'Names of repositories',
          required: true,
          schema: { type: 'array', items: { type: 'string' } },
        },
        { name: 'limits', required: false, schema: { $ref: '#/components/schemas/LimitsInput' } },
        { name: 'repo', required: false, schema: { $ref: '#/components/schemas/Repo' } },
        { name: 'image', required: false, schema: { type: 'string', default: 'x' } },
      ],
      result: { name: 'result', schema: { $ref: '#/components/schemas/Session' } },
      'x-role': 'operator',
      'x-mcp': { destructive: true },
      'x-cli': { positional: ['repos'] },
    });
  });

  it('keeps the order of the table and ends with rpc.discover', () => {
    expect(document.methods.map(({ name }) => name)).toEqual(['session.create', 'tree.get', 'rpc.discover']);
  });

  it('names shared shapes once, and twice where params and results differ', () => {
    expect(Object.keys(document.components.schemas)).toEqual([
      'Limits',
      'LimitsInput',
      'Repo',
      'Session',
      'Tree',
    ]);
    expect(document.components.schemas['Limits']).toHaveProperty('required', ['cpu']);
    expect(document.components.schemas['LimitsInput']).not.toHaveProperty('required');
  });

  it('refers to nothing that is not there', () => {
    const targets = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(targets.length).toBeGreaterThan(4);
    expect(targets.filter((target) => !known.includes(target ?? ''))).toEqual([]);
  });

  it('says kind, family and facts of the errors of a method', () => {
    const { methods, components } = openRpcDocument(sample, { title: 'Sample', version: '1.0.0' });
    expect(methods.find(({ name }) => name === 'thing.get')?.errors).toEqual([
      {
        code: -32001,
        message: 'No thing has that id.',
        data: {
          kind: 'thing.not_found',
          family: 'not_found',
          facts: expect.objectContaining({ properties: { thing_id: { type: 'string' } } }),
        },
      },
    ]);
    expect(Object.keys(components.errors)).toEqual([
      'rpc.invalid_params',
      'auth.forbidden',
      'rpc.cancelled',
      'rpc.internal',
    ]);
  });

  it('refuses two shapes with one name', () => {
    const clash = method({
      name: 'clash',
      summary: 'Clash',
      params: z.object({ value: z.object({ other: z.string() }).meta({ id: 'Clash' }) }),
      result: z.object({ value: z.object({ x: z.number() }).meta({ id: 'Clash2' }) }),
      role: 'viewer',
      handler: async () => ({ value: { x: 1 } }),
    });
    const other = { ...clash, name: 'other', params: z.object({ v: z.string().meta({ id: 'Clash' }) }) };
    const both = (): unknown => openRpcDocument(createRegistry([clash, other]), { title: '', version: '' });
    expect(both).toThrow('"Clash"');
  });
});

describe('createRegistry', () => {
  it('refuses two methods with one name and names of the protocol', () => {
    const [first] = registry.methods;
    if (first === undefined) throw new Error('no methods');
    expect(() => createRegistry([first, first])).toThrow('declared twice');
    expect(() => createRegistry([{ ...first, name: 'rpc.x' }])).toThrow('reserved');
  });
});

describe('referencePage', () => {
  it('shows params, results, shapes and errors', () => {
    const page = referencePage(registry);
    expect(page).toContain('## session.create\n\nCreate a session.');
    expect(page).toContain('| `repos` | `string[]` | Names of repositories |');
    expect(page).toContain('| `limits?` | `LimitsInput` |  |');
    expect(page).toContain('Result: `Session`');
    expect(page).toContain('| `limits` | `Limits \\| null` |  |');
    expect(page).toContain('MCP tool: `session_create`, destructive.');
    expect(referencePage(sample)).toContain(
      '| `thing.not_found` | not_found | -32001 | No thing has that id. |',
    );
  });
});

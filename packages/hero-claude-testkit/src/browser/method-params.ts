import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { workspaceDir } from '../product/daemon-command.ts';

type JsonSchema = Record<string, unknown>;

interface Document {
  methods: { name: string; params: { name: string; required?: boolean; schema: JsonSchema }[] }[];
  components: { schemas: Record<string, JsonSchema> };
}

/** Tells what is wrong with the params of a call; null when nothing is, or the method is nobody's. */
export type CheckParams = (method: string, params: unknown) => string | null;

/** Reads what the real server takes, so that a stand-in refuses what it would refuse. */
export async function readMethodParams(): Promise<CheckParams> {
  const path = join(workspaceDir, 'packages/hero-claude-server/openrpc.json');
  const text = await readFile(path, 'utf8');
  const { methods, components } = JSON.parse(
    text.replaceAll('#/components/schemas/', '#/$defs/'),
  ) as Document;
  const schemas = new Map<string, z.ZodType>();

  function schemaOf(method: string): z.ZodType | undefined {
    const known = schemas.get(method);
    const declared = methods.find(({ name }) => name === method)?.params;
    if (known !== undefined || declared === undefined) return known;
    const schema = z.fromJSONSchema({
      type: 'object',
      properties: Object.fromEntries(declared.map(({ name, schema: each }) => [name, each])),
      required: declared.filter(({ required }) => required === true).map(({ name }) => name),
      additionalProperties: false,
      $defs: components.schemas,
    });
    schemas.set(method, schema);
    return schema;
  }

  return (method, params) => {
    const parsed = schemaOf(method)?.safeParse(params);
    return parsed === undefined || parsed.success ? null : z.prettifyError(parsed.error);
  };
}

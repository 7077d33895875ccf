import { discoverMethod } from './discover.ts';
import type { ErrorDefinition } from './errors.ts';
import { families } from './families.ts';
import { type JsonSchema, unwrapped } from './json-schema.ts';
import type { Method } from './method.ts';
import type { OpenRpcDocument, OpenRpcError, OpenRpcMethod } from './openrpc-document.ts';
import type { Registry } from './registry.ts';
import { SharedSchemas } from './shared-schemas.ts';
import { standardErrors } from './standard-errors.ts';

export interface DocumentInfo {
  title: string;
  version: string;
  description?: string;
}

/**
 * The OpenRPC document of a service. Beyond the standard each method says `x-role`, `x-mcp` and `x-cli`;
 * each error says its kind, family and the schema of its facts in `data`, the one place where the
 * meta-schema leaves room for them.
 */
export function openRpcDocument<Ctx>(registry: Registry<Ctx>, info: DocumentInfo): OpenRpcDocument {
  const shared = new SharedSchemas();
  const methods = [...registry.methods, discoverMethod<Ctx>(() => ({}))];
  const drafts = methods.map((method) => draft(method, shared));
  const common = registry.errors.map((error) => ({ error, facts: shared.add(error.data, 'output') }));
  const resolve = shared.resolver();
  return {
    openrpc: '1.3.2',
    info: { title: info.title, version: info.version, ...described(info.description) },
    methods: drafts.map((finish) => finish(resolve)),
    components: {
      schemas: shared.components(),
      errors: {
        ...standardErrorObjects(),
        ...Object.fromEntries(
          common.map(({ error, facts }) => [error.kind, errorObject(error, resolve(facts, 'output'))]),
        ),
      },
    },
  };
}

type Resolve = ReturnType<SharedSchemas['resolver']>;

/** References are final only when all methods are converted, hence the two steps. */
function draft<Ctx>(method: Method<Ctx>, shared: SharedSchemas): (resolve: Resolve) => OpenRpcMethod {
  const params = Object.entries(method.params.shape).map(([name, field]) => ({
    name,
    required: !field.safeParse(undefined).success,
    schema: shared.add(field, 'input'),
  }));
  const result = shared.add(method.result, 'output');
  const errors = (method.errors ?? []).map((error) => ({ error, facts: shared.add(error.data, 'output') }));

  return (resolve) => ({
    name: method.name,
    summary: method.summary,
    ...described(method.description),
    paramStructure: 'either',
    params: params.map(({ name, required, schema }) => {
      const { description, ...rest } = resolve(schema, 'input');
      return { name, ...described(description), required, schema: unwrapped(rest) };
    }),
    result: { name: 'result', schema: resolve(result, 'output') },
    ...(errors.length === 0
      ? {}
      : { errors: errors.map(({ error, facts }) => errorObject(error, resolve(facts, 'output'))) }),
    'x-role': method.role,
    'x-mcp': method.mcp ?? {},
    'x-cli': method.cli ?? {},
  });
}

function errorObject(
  error: Pick<ErrorDefinition, 'kind' | 'family' | 'when'>,
  facts?: JsonSchema,
): OpenRpcError {
  const { kind, family, when } = error;
  return { code: families[family].code, message: when, data: { kind, family, ...(facts && { facts }) } };
}

function standardErrorObjects(): Record<string, OpenRpcError> {
  return Object.fromEntries(standardErrors.map((error) => [error.kind, errorObject(error)]));
}

function described(description: unknown): { description?: string } {
  return typeof description === 'string' && description !== '' ? { description } : {};
}

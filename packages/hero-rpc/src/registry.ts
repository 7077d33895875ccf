import type { ErrorDefinition } from './errors.ts';
import type { Method } from './method.ts';

/** All methods of a service. Their order here is their order in every derived document. */
export interface Registry<Ctx> {
  readonly methods: readonly Method<Ctx>[];
  /** What any of them can answer, such as that the disk is full; documented once. */
  readonly errors: readonly ErrorDefinition[];
  get(name: string): Method<Ctx> | undefined;
}

/** Refuses two methods with one name, and names that the protocol keeps for itself. */
export function createRegistry<Ctx>(
  methods: readonly Method<Ctx>[],
  options: { errors?: readonly ErrorDefinition[] } = {},
): Registry<Ctx> {
  const byName = new Map<string, Method<Ctx>>();
  for (const method of methods) {
    if (method.name.startsWith('rpc.')) throw new Error(`Method name "${method.name}": rpc.* is reserved`);
    if (byName.has(method.name)) throw new Error(`Method "${method.name}" is declared twice`);
    byName.set(method.name, method);
  }
  return Object.freeze({
    methods: Object.freeze([...methods]),
    errors: Object.freeze([...(options.errors ?? [])]),
    get: (name: string) => byName.get(name),
  });
}

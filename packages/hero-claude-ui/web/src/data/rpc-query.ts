import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MethodName, Methods } from 'hero-claude-sdk';
import { useToast } from '../ui/toast.tsx';
import { useHero } from './hero-context.tsx';
import { messageOf } from './message-of.ts';

type Params<Name extends MethodName> = Methods[Name]['params'];
type Result<Name extends MethodName> = Methods[Name]['result'];

type Call = (name: MethodName, params: object, options?: { signal?: AbortSignal }) => Promise<unknown>;

/**
 * A method as a query, for `useQuery` and `queryClient`. Its key is the method with its params, so that events can
 * name what they make stale.
 */
export function rpcQuery<Name extends MethodName>(call: Call, method: Name, params: Params<Name>) {
  return queryOptions({
    queryKey: [method, params] as const,
    queryFn: async ({ signal }) => (await call(method, params, { signal })) as Result<Name>,
  });
}

/** Reads a method; it stays fresh by the event stream. */
export function useRpc<Name extends MethodName>(
  method: Name,
  params: Params<Name>,
  options: { enabled?: boolean; staleTime?: number; refetchInterval?: number } = {},
) {
  const { call } = useHero();
  return useQuery({ ...rpcQuery(call, method, params), ...options });
}

export interface ActionOptions<Name extends MethodName> {
  onDone?: (result: Result<Name>, params: Params<Name>) => void;
  /** What went wrong is shown where the action is, not as a toast. */
  quiet?: boolean;
}

/** Calls a method that changes something. A refusal is shown with its hint. */
export function useRpcAction<Name extends MethodName>(method: Name, options: ActionOptions<Name> = {}) {
  const { call } = useHero();
  const toast = useToast();
  return useMutation({
    mutationKey: [method],
    mutationFn: async (params: Params<Name>) => (await call(method, params)) as Result<Name>,
    onSuccess: (result, params) => options.onDone?.(result, params),
    onError: (error) => {
      if (options.quiet !== true) toast.show({ kind: 'bad', ...messageOf(error) });
    },
  });
}

/** Marks all answers of these methods stale; those on screen are asked for again. */
export async function invalidate(queries: QueryClient, methods: readonly MethodName[]): Promise<void> {
  await Promise.all(methods.map((method) => queries.invalidateQueries({ queryKey: [method] })));
}

/** `invalidate` for components. */
export function useInvalidate(): (...methods: MethodName[]) => void {
  const queries = useQueryClient();
  return (...methods) => void invalidate(queries, methods);
}

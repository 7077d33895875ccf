/**
 * Runs steps side by side. When one fails the others are told to stop, and the failure is thrown when all of
 * them have: nothing goes on behind the caller's back.
 */
export async function together<T extends readonly unknown[]>(
  steps: { [K in keyof T]: (signal: AbortSignal) => Promise<T[K]> },
  signal?: AbortSignal,
): Promise<T> {
  const failed = new AbortController();
  const both = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  let firstFailure: { error: unknown } | undefined;
  const results = await Promise.all(
    steps.map(async (step) => {
      try {
        return await step(both);
      } catch (error) {
        firstFailure ??= { error };
        failed.abort(error);
        return undefined;
      }
    }),
  );
  if (firstFailure) throw firstFailure.error;
  return results as unknown as T;
}

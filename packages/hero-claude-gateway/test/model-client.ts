import { isDeepStrictEqual } from 'node:util';
import { type UdsResponse, udsRequest } from 'hero-claude-testkit';
import { expect } from 'vitest';
import type { TestGateway, TestSession } from './open-test-gateway.ts';

export const messages = '/v1/messages?beta=true';

/** A call as a session's own client makes it. */
export function post(
  session: TestSession,
  path = messages,
  headers: Record<string, string> = {},
  body: unknown = { a: 1 },
): Promise<UdsResponse> {
  return udsRequest(session.model, {
    method: 'POST',
    path,
    headers: { authorization: `Bearer ${session.token}`, ...headers },
    body,
  });
}

/** The line is written when the call is over, which may be after its answer has arrived. */
export async function logs(test: TestGateway, line: Record<string, unknown>): Promise<void> {
  await until(() => test.logged.some((entry) => isDeepStrictEqual({ ...entry, ...line }, entry)));
}

export async function until(done: () => boolean): Promise<void> {
  await expect.poll(done, { timeout: 5_000, interval: 10 }).toBe(true);
}

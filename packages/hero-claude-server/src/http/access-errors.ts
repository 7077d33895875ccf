import { defineError, families, type RpcError } from 'hero-rpc';
import { z } from 'zod';
import { uploadTooLarge } from '../domain/conversation/upload-errors.ts';

/** The path needs a token and the request has none. */
export const tokenMissing = defineError('auth.missing', {
  family: 'unauthorized',
  data: z.object({}),
  when: 'The request has no token where one is needed.',
  message: () => 'This needs a token',
  hint: () =>
    'Send `Authorization: Bearer <token>`. Without HERO_SECRET the token is in ~/hero/cfg/hero_claude/token.',
});

/** The token is not one of ours, is out of date, or is for something else. */
export const tokenInvalid = defineError('auth.invalid', {
  family: 'unauthorized',
  data: z.object({ reason: z.string() }),
  when: 'The token or ticket is wrong or has expired.',
  message: ({ reason }) => `The token is refused: ${reason}`,
  hint: () => 'Get a new token or login link.',
});

/** A page of another site made the request. */
export const foreignOrigin = defineError('auth.foreign_origin', {
  family: 'unauthorized',
  data: z.object({ origin: z.string() }),
  when: 'The Origin of the request is neither the host it was sent to nor in HERO_CLAUDE_ORIGINS.',
  message: ({ origin }) => `Requests from ${origin} are refused`,
  hint: () => 'Add the origin to HERO_CLAUDE_ORIGINS if it is yours.',
});

/** The request was sent to a name that is not this server's: a sign of DNS rebinding. */
export const foreignHost = defineError('auth.foreign_host', {
  family: 'unauthorized',
  data: z.object({ host: z.string() }),
  when: 'The Host of a request over TCP is not a name of this server.',
  message: ({ host }) => `Requests for the host ${host} are refused`,
  hint: () => 'Set HERO_CLAUDE_HOST, or add the origin to HERO_CLAUDE_ORIGINS.',
});

const forbiddenKinds: ReadonlySet<string> = new Set([foreignOrigin.kind, foreignHost.kind, 'auth.forbidden']);

/** The HTTP status of an error on a path that is not JSON-RPC, and of a request refused before it is read. */
export function httpStatusOf(error: RpcError): number {
  if (error.kind === uploadTooLarge.kind) return 413;
  return forbiddenKinds.has(error.kind) ? 403 : families[error.family].httpStatus;
}

import { type Guarantee, held } from './guarantee.ts';

const server = 'packages/hero-claude-server/test';

export const entranceGuarantees: readonly Guarantee[] = [
  {
    id: 'access',
    promise: 'Foreign pages, foreign names and missing or weaker tokens are refused on every method.',
    means:
      'Over TCP a token is always needed, Host must be ours and Origin, when there is one, our own. On a Unix socket the mode of the file decides, or with HERO_SECRET a signed token with an expiry and a role. It is the socket that says where a request came from, never a header.',
    does_not_mean:
      'Whoever has your user account has the socket and the token file. Whoever has the login link has the token until it is made anew. Without TLS in front, other machines see what is said: a host that is not loopback needs it, or --insecure.',
    check: 'curl -i http://127.0.0.1:3780/rpc -d "{}"; the same with -H "Host: evil.example".',
    tests: [
      held(
        'Each method of openrpc.json × each listener × no, wrong, expired token, another scheme, a weaker role, foreign pages, a rebound name',
        'Refused; the one who may call it is let in',
        `${server}/http/http-matrix.test.ts`,
        '$name lets in who may call it, and nobody else',
      ),
      held(
        'Events, metrics, tickets, MCP, uploads and the terminal × each listener × no, wrong, empty and expired token, another scheme, a weaker role, foreign pages, a rebound name',
        'Refused',
        `${server}/http/http-matrix.test.ts`,
        '$path is for who may use it, and nobody else',
      ),
      held(
        'A ticket of somebody who may only look, at the terminal; the same ticket again',
        'Refused',
        `${server}/http/http-matrix.test.ts`,
        'a ticket opens no more than the token it was got with',
      ),
      held(
        'A token that goes out of date while the machine sleeps',
        'Ends its streams and terminals within a minute',
        'packages/hero-claude-server/src/http/identity-end.test.ts',
        'ends within a minute of waking up when the token did while the machine slept',
      ),
      held(
        'A page of another local port in a browser that is logged in: calls, forms, streams, sockets, pictures, scripts, frames and windows',
        'Reaches nothing; what it sends blindly is refused',
        'tests/e2e/entrance.test.ts',
        'a page of another local site reaches nothing, in a browser that is logged in',
      ),
      held(
        'A thousand open connections, half of them in the middle of a request',
        'Keep nobody else out',
        `${server}/http/http-matrix.test.ts`,
        'a thousand open connections keep nobody else out, and go when the server does',
      ),
      held(
        'Ten thousand requests of any form; a million in make torture',
        'An answer each; none is a fault',
        `${server}/http/http-matrix.test.ts`,
        '${requests} requests of any form get an answer each, and none of them is a fault',
      ),
      held(
        'Each method without a token and with a wrong one, over TCP',
        '401',
        `${server}/http/http-access.test.ts`,
        '$name needs the generated token',
      ),
      held(
        'Each method with each role',
        'Weaker roles are forbidden what is not for them',
        `${server}/http/http-access.test.ts`,
        'lets each role call what is for it (TCP: %s)',
      ),
      held(
        'Tokens of another key, audience, algorithm, without signature, expiry or role, or expired',
        '401 with the reason',
        `${server}/http/http-access.test.ts`,
        'refuses a token with %s',
      ),
      held(
        'A foreign Origin on each path of each listener',
        '403',
        `${server}/http/http-access.test.ts`,
        '%s refuses a foreign origin',
      ),
      held(
        'A name that was pointed to 127.0.0.1',
        '403, also for open paths',
        `${server}/http/http-access.test.ts`,
        'refuses the host %s, also for open paths',
      ),
      held(
        'The whole product over TCP: other sites, other local ports, sandboxed pages, claims of a proxy',
        'Turned away',
        'tests/e2e/entrance.test.ts',
        '%s is turned away',
      ),
      held(
        'An RPC body that is wrong in a million places',
        'Twenty issues, short paths',
        'packages/hero-rpc/src/issues.test.ts',
        'says a few of very many issues, and no path is longer than anybody reads',
      ),
      held(
        'Any bytes, any JSON, any depth',
        'A well-formed answer',
        'packages/hero-rpc/src/fuzz.test.ts',
        'answers anything that looks like a request or a batch',
      ),
      held('Slow senders', 'Cut', `${server}/http/http-rpc.test.ts`, 'are cut'),
      held(
        'A body without end',
        'Not read further than the limit',
        `${server}/http/http-rpc.test.ts`,
        'stops reading a chunked body that gets too long',
      ),
      held(
        'NUL characters in params',
        'Refused as invalid params',
        'packages/hero-rpc/src/calls.test.ts',
        'refuses a NUL character wherever it is, and says where',
      ),
    ],
  },
];

import { type GuaranteeTest, held } from './guarantee.ts';

const gateway = 'packages/hero-claude-gateway/test';

export const egressTests: [GuaranteeTest, ...GuaranteeTest[]] = [
  held(
    'Unlisted hosts; addresses in decimal, octal, hex, mapped, short and dotted form; metadata; other ports; sockets of ours',
    '403, logged with session and reason',
    `${gateway}/egress-refusal.test.ts`,
    '%j %s: %s',
  ),
  held(
    'A listed name that resolves to an address that is not public',
    '403, logged',
    `${gateway}/egress-refusal.test.ts`,
    'a listed name that resolves to %s',
  ),
  held(
    'A listed name that is an alias, over others, of an address that is not public',
    '403, logged with the reason',
    `${gateway}/egress-refusal.test.ts`,
    'a listed name whose chain of aliases ends in an address that is not public',
  ),
  held(
    'A name that answers another address the second time',
    'It is asked once, and connected to what was checked',
    `${gateway}/egress-refusal.test.ts`,
    'a name whose second answer is private is asked only once',
  ),
  held(
    'The model API as a way out: search, fetch, code, connectors, containers, sources by URL, files of the account; renamed by escapes, said twice, nested',
    '403 before the body is whole, so that the API never acts on it; logged',
    `${gateway}/reach.test.ts`,
    'a call that would have the API reach out is refused, and its end never gets there',
  ),
  held(
    'JSON that two readers could read differently',
    'Refused',
    'packages/hero-claude-gateway/src/model/json-walk.test.ts',
    'takes exactly what every reader takes',
  ),
  held(
    'Clients that ask for a slow name and go away, over and over',
    'As many targets at once as a session may have connections',
    `${gateway}/egress-flood.test.ts`,
    'clients that ask and go away at once leave no more behind than a session may have',
  ),
  held(
    'Listed names that are slow to resolve, asked for by a crowd',
    'Take two turns at once, and one for all who ask for the same',
    'packages/hero-claude-gateway/src/egress/shared-lookup.test.ts',
    'names that are slow to resolve take a few turns at once, and one for all who ask for the same',
  ),
  held(
    'Ten thousand connections of one session',
    'Cut to what a session may have; logged; nobody else waits',
    `${gateway}/egress-crowd.test.ts`,
    'ten thousand connections of one session are cut to what it may have, and keep nobody else out',
  ),
  held(
    'A request pipelined behind one that is allowed',
    'Judged by itself',
    `${gateway}/egress-crowd.test.ts`,
    'what is pipelined behind a request is judged by itself',
  ),
  held(
    'A request behind a CONNECT that is refused',
    'Not read',
    `${gateway}/egress-crowd.test.ts`,
    'nothing behind a CONNECT that is refused is read',
  ),
  held(
    'A bare CR, folding, two lengths, unknown codings, a blank before the colon',
    '400, logged; nothing goes out',
    `${gateway}/egress-crowd.test.ts`,
    '%s is no request',
  ),
  held(
    'Any bytes without a token, on both sockets',
    'None get upstream or out, and none end the gateway',
    `${gateway}/fuzz.test.ts`,
    'no bytes without a token get upstream or out, and none end the gateway',
  ),
  held(
    'From inside: connections, name servers, datagrams, ICMP, raw frames, virtual machine and abstract sockets, the engine’s, the gateway’s and another session’s socket, new interfaces',
    'There is nothing to reach',
    `${gateway}/ways-out.engine.test.ts`,
    'nothing leaves a container but through its two sockets',
  ),
  held(
    'NO_PROXY, no proxy at all, another kind of proxy, a name of its own making, another Host',
    'Refused, logged',
    `${gateway}/ways-out.engine.test.ts`,
    'NO_PROXY and other settings of a client lead past the proxy to nowhere',
  ),
  held(
    'git, npm and pip as they really behave',
    'Work with a host that is listed, and with no other',
    `${gateway}/ways-out.engine.test.ts`,
    'git, npm and pip work with a host that is listed',
  ),
  held(
    'cargo and go as they really behave (in make torture: their compilers are too large for the image)',
    'The same',
    `${gateway}/registry-clients-torture.test.ts`,
    'cargo and go work with a host that is listed, and with no other',
  ),
  held(
    'curl, git and python in a container without a network',
    'Reach what is listed, and nothing else',
    `${gateway}/egress.engine.test.ts`,
    'the usual clients reach what is listed, and nothing else',
  ),
];

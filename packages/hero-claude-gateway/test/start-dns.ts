import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type StringAnswer } from 'dns-packet';

export interface TestDns extends AsyncDisposable {
  /** `address:port`, as in HERO_CLAUDE_DNS. */
  server: string;
  /** Names asked for, oldest first, one entry per question. */
  asked: string[];
}

/** Addresses; lists of them, of which each question gets the next; or another name that has them. */
type Answers = string[] | string[][] | { alias: string };

/** A name server on loopback. It answers an alias with the whole chain, as one that recurses does. */
export async function startDns(names: Record<string, Answers>): Promise<TestDns> {
  const asked: string[] = [];
  const turns = new Map<string, number>();
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const query = decode(message);
    const question = query.questions?.[0];
    const name = question?.name ?? '';
    asked.push(`${question?.type} ${name}`);
    const { chain, end, found } = follow(names, name);
    const turn = turns.get(`${question?.type} ${name}`) ?? 0;
    turns.set(`${question?.type} ${name}`, turn + 1);
    const addresses = found.map((entry, index) =>
      Array.isArray(entry) ? (index === Math.min(turn, found.length - 1) ? entry : []) : [entry],
    );
    const answers = addresses
      .flat()
      .filter((address) => (question?.type === 'AAAA') === address.includes(':'))
      .map(
        (data): StringAnswer => ({
          type: question?.type === 'AAAA' ? 'AAAA' : 'A',
          name: end,
          data,
          ttl: 0,
        }),
      );
    const known = names[name] !== undefined;
    const packet = encode({
      type: 'response',
      id: query.id ?? 0,
      flags: 0x0180 | (known ? 0 : 3),
      questions: query.questions ?? [],
      answers: [...chain, ...answers],
    });
    socket.send(packet, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}

/** The aliases that lead from a name to what it is in the end. */
function follow(names: Record<string, Answers>, name: string) {
  const chain: StringAnswer[] = [];
  for (let at = name; ; ) {
    const found = names[at] ?? [];
    if (Array.isArray(found)) return { chain, end: at, found };
    chain.push({ type: 'CNAME', name: at, data: found.alias, ttl: 0 });
    at = found.alias;
  }
}

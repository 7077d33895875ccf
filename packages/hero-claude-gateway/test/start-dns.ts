import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type StringAnswer } from 'dns-packet';

export interface TestDns extends AsyncDisposable {
  /** `address:port`, as in HERO_CLAUDE_DNS. */
  server: string;
  /** Names asked for, oldest first, one entry per question. */
  asked: string[];
}

/** A name server on loopback. A name with several lists of addresses answers the next one each time. */
export async function startDns(names: Record<string, string[] | string[][]>): Promise<TestDns> {
  const asked: string[] = [];
  const turns = new Map<string, number>();
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const query = decode(message);
    const question = query.questions?.[0];
    const name = question?.name ?? '';
    asked.push(`${question?.type} ${name}`);
    const found = names[name] ?? [];
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
          name,
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
      answers,
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

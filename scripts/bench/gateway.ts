import type { Benchmark, Row, RunOptions } from './benchmark.ts';
import { GatewayClients, type Side, type Transport } from './gateway-clients.ts';

const atOnce = 50;
const sides = ['ours', 'bare'] as const;

/** Answers of 150-byte events, each sent when it is made; the same bytes are asked for in each row. */
const oneStream = 'deltas=100000&text=20';
const oneOfMany = 'deltas=2000&text=20';
/** By the buffer, which no model does: what is left when the gateway's work is nearly all there is. */
const flooded = 'deltas=4000&text=20&flood';
/** As fast as a fast model writes, for some four seconds. */
const spoken = 'deltas=400&pace=10';
const short = 'deltas=1&text=20';
const shortAnswers = 60;
const downloadMb = 1_000;
const warmUps = 2;

type Measure = (side: Side) => Promise<{ bytesPerSecond: number }>;

function rateRow(name: string, ratioAtLeast?: number): Row {
  return { name, unit: 'MB/s', ours: [], bare: [], ...(ratioAtLeast && { goal: { ratioAtLeast } }) };
}

function delayRow(name: string, atMost: number): Row {
  return { name, unit: 'ms', ours: [], bare: [], goal: { atMost } };
}

function inTurn(round: number): readonly Side[] {
  return round % 2 === 1 ? sides : sides.toReversed();
}

/** As it runs for users: whoever asks an API or a registry directly speaks TLS with it. */
async function overTls(clients: GatewayClients, options: RunOptions): Promise<Row[]> {
  const rates: [Row, Measure][] = [
    [rateRow('model answer, one stream', 0.8), (side) => clients.ask(side, 'tls', oneStream, 1)],
    [
      rateRow(`model answer, ${atOnce} streams at once`, 0.8),
      (side) => clients.ask(side, 'tls', oneOfMany, atOnce),
    ],
    [rateRow('download through egress', 0.7), (side) => clients.download(side, 'tls', downloadMb)],
  ];
  const first = delayRow(`first byte beside ${atOnce - 1} streams, more than without`, 2);
  const event = delayRow(`event of one of ${atOnce - 1} streams, more than without`, 2);
  await take(rates, options, async (order) => {
    const seen = { ours: { firstMs: 0, eventMs: 0 }, bare: { firstMs: 0, eventMs: 0 } };
    for (const side of order) seen[side] = await delaysAtPace(clients, side);
    first.ours.push(seen.ours.firstMs - seen.bare.firstMs);
    event.ours.push(seen.ours.eventMs - seen.bare.eventMs);
    return `first byte +${first.ours.at(-1)?.toFixed(2)} ms, event +${event.ours.at(-1)?.toFixed(2)} ms`;
  });
  return [...rates.map(([row]) => row), first, event];
}

/** Of answers that are asked for while others stream at the pace of a model, and of an event of those. */
async function delaysAtPace(clients: GatewayClients, side: Side) {
  const others = clients.ask(side, 'tls', spoken, atOnce - 1);
  const { firstByteMs } = await clients.ask(side, 'tls', short, 1, shortAnswers);
  const { eventMs } = await others;
  return { firstMs: firstByteMs, eventMs: eventMs ?? Number.NaN };
}

/** What the gateway itself costs: nobody talks like this, so it is held to no goal. */
async function withoutTls(clients: GatewayClients, options: RunOptions): Promise<Row[]> {
  const answers = (answer: string, streams: number): Measure => {
    return (side) => clients.ask(side, 'plain', answer, streams);
  };
  const rates: [Row, Measure][] = [
    [rateRow('one stream, without TLS'), answers(oneStream, 1)],
    [rateRow(`${atOnce} streams, without TLS`), answers(oneOfMany, atOnce)],
    [rateRow(`${atOnce} streams by the buffer, without TLS`), answers(flooded, atOnce)],
    [rateRow('download, without TLS'), (side) => clients.download(side, 'plain', downloadMb)],
  ];
  await take(rates, options);
  return rates.map(([row]) => row);
}

async function take(
  rates: readonly [Row, Measure][],
  { rounds, say, signal }: RunOptions,
  also?: (order: readonly Side[]) => Promise<string>,
): Promise<void> {
  // Nothing counts before everybody's code is compiled: a gateway runs for days.
  for (let round = 1; round <= warmUps; round++)
    for (const [, measure] of rates) for (const side of sides) await measure(side);
  for (let round = 1; round <= rounds; round++) {
    signal.throwIfAborted();
    const order = inTurn(round);
    for (const [rate, measure] of rates)
      for (const side of order) rate[side].push((await measure(side)).bytesPerSecond / 1e6);
    const told = rates.map(([{ ours, bare }]) => `${ours.at(-1)?.toFixed(0)}/${bare.at(-1)?.toFixed(0)}`);
    say(`round ${round}: ours/bare ${[`${told.join(', ')} MB/s`, await also?.(order)].join(' ')}`);
  }
}

export const gateway: Benchmark = {
  name: 'gateway',
  about: 'answers of the model and a download through the gateway against the same without it',
  async run(options) {
    await using clients = await GatewayClients.open();
    const rows: Row[] = [];
    const parts: [Transport, typeof overTls][] = [
      ['tls', overTls],
      ['plain', withoutTls],
    ];
    for (const [transport, measure] of parts) {
      await clients.start(transport);
      rows.push(...(await measure(clients, options)));
      await clients.stop();
    }
    return rows;
  },
};

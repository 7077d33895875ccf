import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { messages, until } from './model-client.ts';
import { openTestGateway, type TestSession } from './open-test-gateway.ts';
import { messageStream, startUpstream } from './start-upstream.ts';

const mebibyte = 2 ** 20;

/** Asks and gives the answer with its body still to be read. */
async function ask(session: TestSession): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${session.token}` };
  const call = request({ socketPath: session.model, method: 'POST', path: messages, headers });
  call.end('{}');
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return answer;
}

it('thousands of small events come whole, in order and counted', async () => {
  const [start = '', ...rest] = messageStream('msg_1', 5_000).split(/(?<=\n\n)/);
  const deltas = Array.from({ length: 5_000 }, (_, n) => {
    const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: `${n} ü` } };
    return `event: ${delta.type}\ndata: ${JSON.stringify(delta)}\n\n`;
  });
  const events = [start, ...deltas, ...rest];
  await using upstream = await startUpstream((res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) res.write(event);
    res.end();
  });
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
  const session = await test.openSession();
  expect((await buffer(await ask(session))).toString()).toBe(events.join(''));
  await until(() => test.gateway.ledger.listCalls({ after: 0, limit: 1 }).length === 1);
  expect(test.gateway.ledger.sums.total()).toMatchObject({ output_tokens: 5_000 });
});

it('a client that does not read holds the upstream back, and gets it all in the end', async () => {
  const total = 48 * mebibyte;
  let sent = 0;
  await using upstream = await startUpstream((res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    const more = (): void => {
      while (sent < total) {
        sent += mebibyte;
        if (!res.write(Buffer.alloc(mebibyte, 'x'))) return void res.once('drain', more);
      }
      res.end();
    };
    more();
  });
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
  const answer = await ask(await test.openSession());
  let before = -1;
  await expect
    .poll(
      () => {
        const isHeld = sent === before;
        before = sent;
        return isHeld;
      },
      { timeout: 20_000, interval: 300 },
    )
    .toBe(true);
  expect(sent).toBeLessThan(total / 2);
  expect((await buffer(answer)).length).toBe(total);
});

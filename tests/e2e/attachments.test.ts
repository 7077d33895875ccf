import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32, deflateSync } from 'node:zlib';
import type { Client } from 'hero-claude-sdk';
import { connect } from 'hero-claude-sdk/node';
import { type Product, script, startProduct, text, tool } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './support/cli.ts';
import { addRepo, clientOf, eventUntil, turnDone } from './support/session.ts';

let product: Product;
let client: Client;
beforeAll(async () => {
  product = await startProduct({ parts: ['gateway', 'server', 'ui'] });
  client = clientOf(product);
  await addRepo(product, 'shop');
});
afterAll(() => product.close());

/** A picture of one colour. */
function png(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(side * (1 + side * 3), 0x40);
  for (let row = 0; row < side; row++) rows[row * (1 + side * 3)] = 0;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function upload(
  name: string,
  body: Buffer | string,
  part: 'server' | 'ui' = 'server',
): Promise<string> {
  const sender = connect({ socketPath: product.socket(part) });
  return (await sender.upload({ name, body: Readable.from([Buffer.from(body)]) })).upload_id;
}

const cli = async (...args: string[]) => runCli(product, args);

const place = (id: string, name: string) => `/run/hero-cfg/attachments/${id}/${name}`;

/** What the model was sent last that holds `mark`. */
const sentWith = (mark: string): string =>
  product.modelServer.requests.findLast(({ body }) => body.includes(mark))?.body ?? '';

test('the first prompt brings files: pictures to the model, all of them to the agent', async () => {
  const shot = png(32);
  const ids = [await upload('shot.png', shot, 'ui'), await upload('notes.txt', 'remember the milk')];
  const [image = '', notes = ''] = ids;
  const steps = [tool('Read', { file_path: place(notes, 'notes.txt') }), text('Read it.')];
  const { session_id } = await client.session.create({
    repos: ['shop'],
    task: `First-files. ${script(...steps)}`,
    permission_mode: 'default',
    attachments: ids,
  });
  await client.session.start({ session_id });
  await turnDone(client, session_id);
  expect((await client.approval.list({ session_id })).approvals).toEqual([]);
  const asked = sentWith('First-files.');
  expect(asked).toContain(shot.toString('base64'));
  expect(asked).toContain(place(image, 'shot.png'));
  expect(asked).toContain('remember the milk');

  const write = `echo x > ${place(notes, 'notes.txt')}; rm -f ${place(image, 'shot.png')}; ls -la ${place(image, '')}`;
  const { stdout, stderr } = await client.session.exec({ session_id, command: write });
  expect(stderr).toMatch(/Read-only file system[^]*Read-only file system/);
  expect(stdout).toContain('shot.png');
  await client.session.stop({ session_id });
  await client.session.start({ session_id });
  const { stdout: still } = await client.session.exec({
    session_id,
    command: ['cat', place(notes, 'notes.txt')],
  });
  expect(still).toBe('remember the milk');
});

test('a queued prompt keeps its files through a kill of the server', async () => {
  const hold = tool('Bash', { command: 'until test -e go; do sleep 0.1; done', description: 'wait' });
  const task = `Hold. ${script(hold, text('Held.'))}`;
  const { session_id } = await client.session.create({ repos: ['shop'], task });
  await client.session.start({ session_id });
  const [small, huge] = [png(16), png(8001)];
  const ids = [
    await upload('small.png', small),
    await upload('huge.png', huge),
    await upload('fake.png', 'no picture'),
  ];
  await client.session.send({
    session_id,
    prompt: `Queued-files. ${script(text('Seen.'))}`,
    attachments: ids,
  });
  await product.server.kill9();
  await product.start('server');
  expect(await client.queue.list({ session_id })).toMatchObject([
    { attachments: [{ name: 'small.png' }, { name: 'huge.png' }, { name: 'fake.png', size: 10 }] },
  ]);
  await eventUntil(client, ({ data }) => JSON.stringify(data ?? null).includes('until test -e go'));
  const letGo = async () =>
    client.session.exec({ session_id, command: ['touch', 'go'] }).then(
      () => 'gone on',
      ({ kind }: { kind: string }) => kind,
    );
  await expect.poll(letGo, { timeout: 30_000 }).toBe('gone on');
  await turnDone(client, session_id, 2);
  const asked = sentWith('Queued-files.');
  expect(asked).toContain(small.toString('base64'));
  expect(asked).not.toContain(huge.toString('base64').slice(0, 2000));
  for (const [at, name] of ['small.png', 'huge.png', 'fake.png'].entries())
    expect(asked).toContain(place(ids[at] ?? '', name));

  const [id = ''] = ids;
  await client.session.send({
    session_id,
    prompt: `Now-files. ${script(text('Seen too.'))}`,
    mode: 'steer',
    attachments: [id, id],
  });
  await turnDone(client, session_id, 3);
  expect(sentWith('Now-files.').split(small.toString('base64'))).toHaveLength(4);
  const refused = { command: true, prompt: '/compact', session_id, attachments: [id] };
  await expect(client.session.send(refused)).rejects.toMatchObject({ kind: 'attachment.with_command' });
  const unknown = { session_id, prompt: 'x', attachments: ['0'.repeat(32)] };
  await expect(client.session.send(unknown)).rejects.toMatchObject({ kind: 'upload.not_found' });
});

test('the command line sends files along', async () => {
  const file = join(product.home.dir, 'shot.png');
  await writeFile(file, png(24));
  const task = `From-shell. ${script(text('Seen.'))}`;
  const created = await cli(
    'session',
    'create',
    '--repo',
    'shop',
    '--task',
    task,
    '--attachment',
    file,
    '--json',
  );
  const { session_id } = JSON.parse(created.stdout) as { session_id: string };
  await client.session.start({ session_id });
  await turnDone(client, session_id);
  expect(sentWith('From-shell.')).toContain(png(24).toString('base64'));
  const prompt = `Again-shell. ${script(text('Seen.'))}`;
  await cli('session', 'send', session_id, prompt, '--attachment', file, '--attachment', file);
  await turnDone(client, session_id, 2);
  expect(sentWith('Again-shell.').match(/shot\.png \(image\/png, shown above/g)).toHaveLength(3);
  const missing = await cli('session', 'send', session_id, 'x', '--attachment', '/no/such');
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no file') });
});

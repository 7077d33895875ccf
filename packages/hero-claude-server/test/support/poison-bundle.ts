import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { runProcess } from '../../src/lib/process.ts';
import type { DeliveryBench } from './delivery-bench.ts';

/** Writes objects and bundles no honest git would make. */
export class PoisonBundler {
  readonly #bench: DeliveryBench;
  readonly #dir: string;

  constructor(bench: DeliveryBench) {
    this.#bench = bench;
    this.#dir = bench.copyDir;
  }

  /** Writes an object as it is, without a check; returns its id. */
  async object(type: 'blob' | 'tree' | 'commit' | 'tag', content: Buffer | string): Promise<string> {
    return this.#git(['hash-object', '-t', type, '-w', '--literally', '--stdin'], content);
  }

  async tree(entries: readonly [mode: string, name: string, oid: string][]): Promise<string> {
    const parts = entries.flatMap(([mode, name, oid]) => [
      Buffer.from(`${mode} ${name}\0`),
      Buffer.from(oid, 'hex'),
    ]);
    return this.object('tree', Buffer.concat(parts));
  }

  /** A commit of a tree on top of the snapshot. */
  async commitOf(tree: string, message = 'Poison\n'): Promise<string> {
    const person = 'Mallory <mallory@example.org> 1700000000 +0000';
    return this.object(
      'commit',
      `tree ${tree}\nparent ${this.#bench.snapshot}\nauthor ${person}\ncommitter ${person}\n\n${message}`,
    );
  }

  /** A pack of exactly these objects. */
  async packOf(oids: readonly string[]): Promise<Buffer> {
    return this.#gitBytes(['pack-objects', '--stdout', '-q', '--no-reuse-delta'], `${oids.join('\n')}\n`);
  }

  /** A pack of what the tip reaches and the snapshot does not. */
  async packSince(tip: string, options: readonly string[] = []): Promise<Buffer> {
    const revs = `${tip}\n^${this.#bench.snapshot}\n`;
    return this.#gitBytes(['pack-objects', '--stdout', '-q', '--revs', ...options], revs);
  }

  /** The file of a bundle that claims `tip` on top of the snapshot. */
  async bundle(tip: string, pack: Buffer, header?: string): Promise<string> {
    const path = join(this.#bench.quarantineDir, 'poison.bundle');
    await mkdir(this.#bench.quarantineDir, { recursive: true });
    const claim = header ?? `# v2 git bundle\n-${this.#bench.snapshot} base\n${tip} HEAD\n\n`;
    await writeFile(path, Buffer.concat([Buffer.from(claim), pack]));
    return path;
  }

  /** A bundle git made itself. */
  async honest(...args: string[]): Promise<string> {
    const path = join(this.#bench.quarantineDir, 'honest.bundle');
    await this.#git(['bundle', 'create', '-q', path, ...args]);
    return path;
  }

  async #git(args: readonly string[], input?: Buffer | string): Promise<string> {
    return (await this.#gitBytes(args, input)).toString().trim();
  }

  async #gitBytes(args: readonly string[], input?: Buffer | string): Promise<Buffer> {
    const env = { PATH: process.env.PATH, HOME: join(this.#bench.dir, 'home') };
    const options = { cwd: this.#dir, env, ...(input === undefined ? {} : { stdin: input }) };
    const result = await runProcess('git', args, options);
    if (result.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
    return result.stdout;
  }
}

export async function cutOff(path: string, bytes: number): Promise<void> {
  const content = await readFile(path);
  await writeFile(path, content.subarray(0, content.length - bytes));
}

/** A pack of one object that is nothing but zeros: a thousand times smaller than what it unpacks to. */
export function zeroPack(type: 'commit' | 'blob', bytes: number): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\x01', 'latin1');
  const size: number[] = [];
  let byte = ({ commit: 1, blob: 3 }[type] << 4) | (bytes & 15);
  for (let left = Math.floor(bytes / 16); left > 0; left = Math.floor(left / 128)) {
    size.push(byte | 128);
    byte = left & 127;
  }
  const body = Buffer.concat([
    header,
    Buffer.from([...size, byte]),
    deflateSync(Buffer.alloc(bytes), { level: 1 }),
  ]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

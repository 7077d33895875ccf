/** Writes lines of very different lengths, in pieces, until it is told to end: `agent-flood.ts <file>`. */
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const [file = ''] = process.argv.slice(2);
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());
for (let n = 1; !ending.signal.aborted; n += 1) {
  const length = n % 97 === 0 ? 200_000 : (n * 7919) % 3000;
  const line = `${JSON.stringify({ type: 'x', n, fill: 'ä'.repeat(length) })}\n`;
  const cut = (n * 31) % line.length;
  appendFileSync(file, line.slice(0, cut));
  if (n % 5 === 0) await delay(8);
  appendFileSync(file, line.slice(cut));
}

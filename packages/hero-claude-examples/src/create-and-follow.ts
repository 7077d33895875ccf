/**
 * Gives one repository to one agent, shows what it does as it happens, and checks that nothing was missed:
 * what was followed must be what the server keeps. Exits 1 when something is not as it should be.
 *
 *   tsx src/create-and-follow.ts <repo> <task>
 */
import assert from 'node:assert/strict';
import { connect } from 'hero-claude-sdk/node';

const [repo, task] = process.argv.slice(2);
if (repo === undefined || task === undefined) {
  console.error('usage: create-and-follow <repo> <task>');
  process.exit(2);
}

const client = connect();
const known = (await client.repo.list()).map(({ name }) => name);
assert(known.includes(repo), `no repository ${repo}; there are: ${known.join(', ')}`);

const { session_id, repos } = await client.session.create({ repos: [repo], task });
console.log(`session ${session_id} on ${repos[0]?.branch}`);
await client.session.start({ session_id });

const followed: string[] = [];
let turnEnded = false;
// From the very first event, so that nothing is missed between the start and this line.
for await (const { type, data } of client.follow({ session: session_id, after: 0 })) {
  if (type === 'session.message') {
    const { line } = data as { line: string };
    followed.push(line);
    const message = JSON.parse(line) as { type: string; result?: string };
    console.log(`  ${message.type}`);
    turnEnded ||= message.type === 'result';
  }
  if (type !== 'session.changed' || !turnEnded) continue;
  const { agent } = data as { agent?: { state: string } };
  if (agent?.state === 'idle') break;
}

const info = await client.session.info({ session_id });
assert.equal(info.last_turn?.is_error, false, 'the turn must end well');
console.log(`claude: ${info.last_turn?.result}`);

const kept: string[] = [];
for (let after = 0, more = true; more; ) {
  const chunk = await client.session.logs({ session_id, source: 'claude', after });
  kept.push(...chunk.lines);
  ({ next: after, more } = chunk);
}
assert.deepEqual(kept.slice(0, followed.length), followed, 'what was followed must be what is kept');

const [diff] = await client.session.diff({ session_id });
for (const file of diff?.files ?? [])
  console.log(`  ${file.status} ${file.path} +${file.additions} -${file.deletions}`);

const stopped = await client.session.stop({ session_id });
assert.equal(stopped.status, 'stopped');
console.log(`stopped; look at it with: hero-claude session diff ${session_id}`);

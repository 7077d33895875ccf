/**
 * Gives the same task to one agent per repository, all at once, as many as the server lets run, and prints
 * what became of each. Exits 1 when a turn failed or a session is not as it should be.
 *
 *   tsx src/fan-out.ts <task> <repo>...
 */
import assert from 'node:assert/strict';
import { connect } from 'hero-claude-sdk/node';

const [task, ...repos] = process.argv.slice(2);
if (task === undefined || repos.length === 0) {
  console.error('usage: fan-out <task> <repo>...');
  process.exit(2);
}

interface Outcome {
  repo: string;
  session: string;
  verdict: string;
  changes: string;
}

const client = connect();

/** Resolves when the agent has answered its first prompt, or has ended. */
async function turnOver(sessionId: string): Promise<void> {
  let answered = false;
  for await (const { type, data } of client.follow({ session: sessionId, after: 0 })) {
    if (type === 'session.message') {
      answered ||= (JSON.parse((data as { line: string }).line) as { type: string }).type === 'result';
    }
    if (type !== 'session.changed') continue;
    const { agent } = data as { agent?: { state: string } };
    if (agent?.state === 'exited' || (answered && agent?.state === 'idle')) return;
  }
}

async function work(repo: string, prompt: string): Promise<Outcome> {
  const { session_id } = await client.session.create({
    repos: [repo],
    task: prompt,
    labels: { example: 'fan-out' },
  });
  await client.session.start({ session_id });
  await turnOver(session_id);
  const { last_turn: turn } = await client.session.info({ session_id });
  const [diff] = await client.session.diff({ session_id });
  await client.session.stop({ session_id });
  const changes = `${diff?.files_changed ?? 0} files, +${diff?.additions ?? 0} -${diff?.deletions ?? 0}`;
  return { repo, session: session_id, verdict: turn?.is_error === false ? 'done' : 'failed', changes };
}

const { max_running: limit, sessions } = await client.server.info();
const free = Math.max(1, limit - (sessions['running'] ?? 0));
const waiting = [...repos];
const outcomes: Outcome[] = [];

/** Takes one repository after the other; several of these work side by side. */
async function worker(prompt: string): Promise<void> {
  for (let repo = waiting.shift(); repo !== undefined; repo = waiting.shift()) {
    console.log(`${repo}: started`);
    outcomes.push(await work(repo, prompt));
  }
}

await Promise.all(Array.from({ length: Math.min(free, repos.length) }, () => worker(task)));

const width = Math.max(...repos.map((repo) => repo.length));
for (const { repo, session, verdict, changes } of outcomes) {
  console.log(`${repo.padEnd(width)}  ${session}  ${verdict.padEnd(6)}  ${changes}`);
}

assert.deepEqual(
  outcomes.map(({ repo }) => repo).sort(),
  [...repos].sort(),
  'every repository must have an outcome',
);
const listed = await client.session.list({ label: 'example=fan-out' });
for (const { session, repo } of outcomes) {
  const found = listed.find(({ session_id }) => session_id === session);
  assert.deepEqual(
    found?.repos.map(({ name }) => name),
    [repo],
    `session ${session} must hold ${repo} and nothing else`,
  );
  assert.equal(found.status, 'stopped');
}
assert.deepEqual(
  outcomes.filter(({ verdict }) => verdict === 'failed'),
  [],
  'every turn must end well',
);

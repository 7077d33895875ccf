import { connect } from 'hero-claude-sdk/node';
import type { DemoHome } from './home.ts';
import { quiet, say, step } from './narrate.ts';
import type { Shop } from './shop.ts';
import { showLine } from './show-line.ts';

/** Create, start, watch, look, finish: each as a person would say it. */
export async function runSession(home: DemoHome, shop: Shop, { real }: { real: boolean }): Promise<void> {
  const client = connect({ socketPath: home.socketPath });
  const watching = new AbortController();
  const events = client.follow({ after: 0, signal: watching.signal });

  step('A session: a copy of the repository on a branch of its own, a container, Claude Code in it');
  await home.cli(
    'session',
    'create',
    '--repo',
    'shop',
    '--name',
    'Mend the login',
    '--task',
    shop.task(real),
    '--start',
  );

  step('The agent at work, as it happens');
  let verdict: { is_error?: boolean } | undefined;
  for await (const { type, data } of events) {
    const { problem } = data as { problem?: { message: string } | null };
    if (type === 'session.changed' && problem) throw new Error(problem.message);
    if (type !== 'session.message') continue;
    const message = JSON.parse((data as { line: string }).line) as { type: string; is_error?: boolean };
    showLine(message);
    if (message.type === 'result') verdict = message;
    if (verdict !== undefined && message.type === 'system' && 'state' in message && message.state === 'idle')
      break;
  }
  watching.abort();
  if (verdict?.is_error === true) throw new Error('the turn ended with an error');

  const [session] = await client.session.list({});
  if (session === undefined) throw new Error('the session is gone');
  step('What it changed');
  await home.cli('session', 'diff', session.session_id);
  step('Finish: commit, bring the work out through the airlock, push');
  await home.cli(
    'session',
    'finish',
    session.session_id,
    '--message',
    'Trim the password before comparing it',
  );

  step('On the remote');
  const branches = await shop.remote.branches();
  const delivered = Object.keys(branches).find((name) => name.startsWith('hero/'));
  if (delivered === undefined) throw new Error('nothing was pushed');
  say(await shop.remote.git('log', '--stat', '-1', '--format=%h %an: %s', delivered));
  say(quiet(`branch ${delivered} in ${shop.remote.dir}`));
}

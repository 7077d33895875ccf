import { script, text, tool, tools } from 'hero-claude-testkit';

const shop = '/workspace/code/shop';

const steps = ['Find out what changed', 'Mend the comparison', 'Run all tests'];

function step(number: number, status: string) {
  return tool('TaskUpdate', { taskId: String(number), status });
}

const answer = [
  'The session token was compared **before** it was trimmed, so a token with a line break never fitted.',
  '',
  '- `src/session.js` compares what is left after trimming.',
  '- The test was right and is as it was.',
  '',
  '```js',
  'export function sameToken(given, kept) {',
  '  // What browsers add around a token does not count.',
  '  return given.trim() === kept.trim();',
  '}',
  '```',
  '',
  '| check | before | now |',
  '| --- | --- | --- |',
  '| token with a line break | refused | accepted |',
  '| wrong token | refused | refused |',
].join('\n');

/** A turn with a card of nearly every kind, as the scripted model plays it. */
export function loginScript(): string {
  const look = { command: 'git log --oneline && ls', description: 'See what changed' };
  return script(
    tool('Bash', look, {
      thinking: 'Since Monday: something came in on that day. The history tells what.',
      text: 'I look at the history and at the code first.',
    }),
    tools(steps.map((subject) => ({ name: 'TaskCreate', input: { subject, description: subject } }))),
    step(1, 'in_progress'),
    tools([
      { name: 'Read', input: { file_path: `${shop}/package.json` } },
      { name: 'Read', input: { file_path: `${shop}/README.md` } },
      { name: 'Bash', input: { command: 'grep -rn "token" src | head', description: 'Look for tokens' } },
    ]),
    tool('Bash', { command: 'sh test/none.sh', description: 'Run a test that is not there' }),
    tool('Agent', {
      description: 'Look for other places',
      subagent_type: 'general-purpose',
      prompt: `Look for other comparisons of tokens. ${script(
        tool('Bash', { command: 'ls -a', description: 'List the files' }),
        text('There is no other place.'),
      )}`,
    }),
    tools([
      { name: 'TaskUpdate', input: { taskId: '1', status: 'completed' } },
      { name: 'TaskUpdate', input: { taskId: '2', status: 'in_progress' } },
    ]),
    tool('Write', {
      file_path: `${shop}/src/session.js`,
      content: [
        '/** Whether two tokens are the same; what browsers add around them does not count. */',
        'export function sameToken(given, kept) {',
        '  return given === kept;',
        '}',
        '',
      ].join('\n'),
    }),
    tool('Edit', {
      file_path: `${shop}/src/session.js`,
      old_string: '  return given === kept;',
      new_string: '  return given.trim() === kept.trim();',
    }),
    step(2, 'completed'),
    step(3, 'completed'),
    text(answer),
  );
}

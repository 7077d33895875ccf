import { join } from 'node:path';
import {
  type BareRemote,
  createBareRemote,
  createSampleRepo,
  sampleFix,
  sampleTest,
  script,
  text,
  tool,
} from 'hero-claude-testkit';
import type { DemoHome } from './home.ts';
import { say } from './narrate.ts';

export interface Shop {
  remote: BareRemote;
  /** What the agent is asked to do; scripted, the steps ride in the prompt. */
  task(real: boolean): string;
}

const task = 'The test "password with spaces" fails. Find out why, mend src/login.sh, and run the tests.';

const scripted = script(
  tool('Bash', { command: sampleTest, description: 'Run the tests' }, { text: 'I run the tests first.' }),
  tool('Read', { file_path: '/workspace/code/shop/src/login.sh' }),
  tool(
    'Bash',
    { command: sampleFix, description: 'Trim the password' },
    { text: 'Spaces around the password are not cut off.' },
  ),
  tool('Bash', { command: sampleTest, description: 'Run the tests again' }),
  text('Done: the password is trimmed before it is compared, and all tests pass.'),
);

export async function createShop({ dir, codeRoot }: DemoHome): Promise<Shop> {
  const remote = await createBareRemote(join(dir, 'remotes', 'shop.git'));
  await createSampleRepo(join(codeRoot, 'shop'), { origin: remote.dir });
  say(`${join(codeRoot, 'shop')}  →  origin ${remote.dir}`);
  return { remote, task: (real) => (real ? task : `${task}\n\n${scripted}`) };
}

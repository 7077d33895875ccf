import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBareRemote, createSampleRepo, type Product, script, text, tool } from 'hero-claude-testkit';
import { loginScript } from './login-script.ts';

const day = 86_400_000;

async function create(product: Product, params: object): Promise<string> {
  const { session_id } = await product.rpc<{ session_id: string }>('session.create', params);
  return session_id;
}

function todos(...entries: [content: string, status: string][]) {
  return tool('TodoWrite', {
    todos: entries.map(([content, status]) => ({ content, status, activeForm: content })),
  });
}

function cartScript(): string {
  return script(
    tool('Write', {
      file_path: '/workspace/code/shop/CART.md',
      content: '# The cart\n\nIt adds up in cents, and rounds once, at the end.\n',
    }),
    text('`CART.md` says how the cart adds up.'),
  );
}

/** A fleet in which every kind of state occurs, played by the scripted model. */
export async function makeFleet(product: Product): Promise<{ reviewed: string; finished: string }> {
  const { codeRoot } = product.home;
  const remote = await createBareRemote(join(product.home.dir, 'remotes', 'shop.git'));
  await createSampleRepo(join(codeRoot, 'shop'), { origin: remote.dir });
  await createSampleRepo(join(codeRoot, 'web', 'admin'));
  await createSampleRepo(join(codeRoot, 'tools', 'importer'));

  const servers = {
    docs: { type: 'http', url: 'https://docs.example/mcp' },
    browser: { command: 'browser-mcp' },
  };
  await writeFile(
    join(product.home.dir, 'hero', 'cfg', 'hero_claude', 'mcp.json'),
    JSON.stringify({ mcpServers: servers }),
  );

  // Where a person looks at the conversation, the script comes by another way than the prompt.
  const notes = join(codeRoot, 'shop', 'CLAUDE.md');
  await writeFile(notes, loginScript());
  const plans: Record<string, { params: object; until: string }> = {
    login: {
      params: {
        repos: ['shop'],
        name: 'Fix the failing login test',
        task: 'The login test fails since Monday, on every machine and in continuous integration. Find out why it does, mend the cause and not the test, and say in the commit what it was.',
        labels: { team: 'shop' },
      },
      until: 'idle',
    },
    ask: {
      params: {
        repos: ['shop', 'web/admin'],
        name: 'Upgrade the payment library',
        task: `Upgrade the payment library to its next major version in the shop and in the admin pages, follow its guide, and keep every test that there is today. ${script(
          todos(
            ['Read the changelog', 'completed'],
            ['Change the imports', 'in_progress'],
            ['Run all tests', 'pending'],
          ),
          tool('Bash', {
            command: 'npm install payments@5 --save-exact',
            description: 'Install the new version',
          }),
          text('Done.'),
        )}`,
        permission_mode: 'default',
        labels: { team: 'payments', urgent: '' },
      },
      until: 'waiting',
    },
    work: {
      params: {
        repos: ['tools/importer'],
        budget_usd: 0.01,
        name: 'Stream large files in the importer',
        task: `Make the importer stream its files in place of reading them whole, so that a file of ten gigabytes needs no more memory than one of ten kilobytes. ${script(
          todos(
            ['Measure memory', 'completed'],
            ['Stream the reader', 'in_progress'],
            ['Document it', 'pending'],
          ),
          text('Now the long part.', { delay_ms: day }),
        )}`,
      },
      until: 'working',
    },
  };
  const ids: Record<string, string> = {};
  for (const [name, { params, until }] of Object.entries(plans)) {
    const session_id = await create(product, params);
    ids[name] = session_id;
    await product.rpc('session.start', { session_id });
    await product.watch(session_id).until(({ agent }) => agent?.state === until);
    if (name === 'login') await rm(notes);
  }
  await create(product, {
    repos: ['web/admin'],
    name: 'Dark colours for the admin pages',
    task: 'Add dark colours.',
  });
  await writeFile(notes, cartScript());
  const finished = await create(product, {
    repos: ['shop'],
    name: 'Explain the cart',
    task: 'Explain in a file how the cart adds up, in words that a shopkeeper knows: what a price is made of, and how sums are rounded.',
  });
  await product.rpc('session.start', { session_id: finished });
  await product.watch(finished).until(({ agent }) => agent?.state === 'idle');
  await rm(notes);
  await product.rpc('session.finish', { session_id: finished, uncommitted: 'leave_out' });
  const thrown = await create(product, {
    repos: ['shop'],
    name: 'Größenänderung_der_Vorschaubilder_beim_Hochladen_für_alle_которая_не_понадобилась',
    task: 'Try something.',
  });
  await product.rpc('session.destroy', { session_id: thrown, force: true });
  return { reviewed: ids['login'] ?? '', finished };
}

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, type Product, script, text, tool } from 'hero-claude-testkit';

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

function loginScript(): string {
  const look = { command: 'git log --oneline && cat src/cart.js', description: 'See what changed' };
  return script(
    tool('Bash', look, { text: 'I look at the history and at the code first.' }),
    tool('Write', {
      file_path: '/workspace/code/shop/src/session.js',
      content: [
        '/** Whether two tokens are the same; what browsers add around them does not count. */',
        'export function sameToken(given, kept) {',
        '  return given.trim() === kept.trim();',
        '}',
        '',
      ].join('\n'),
    }),
    text(
      [
        'The session token was compared **before** it was trimmed, so a token with a line break never fitted.',
        '',
        '- `src/session.js` compares what is left after trimming.',
        '- The test was right and is as it was.',
      ].join('\n'),
    ),
  );
}

/** A fleet in which every kind of state occurs, played by the scripted model. */
export async function makeFleet(product: Product): Promise<{ reviewed: string }> {
  const { codeRoot } = product.home;
  await createSampleRepo(join(codeRoot, 'shop'));
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
  const done = await create(product, {
    repos: ['shop'],
    name: 'Explain the cart',
    task: 'Explain in a few sentences how the cart adds up.',
  });
  await product.rpc('session.start', { session_id: done });
  await product.watch(done).until(({ agent }) => agent?.state === 'idle');
  const thrown = await create(product, {
    repos: ['shop'],
    name: 'Größenänderung_der_Vorschaubilder_beim_Hochladen_für_alle_которая_не_понадобилась',
    task: 'Try something.',
  });
  await product.rpc('session.destroy', { session_id: thrown, force: true });
  return { reviewed: ids['login'] ?? '' };
}

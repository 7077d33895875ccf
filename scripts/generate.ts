/** Writes everything that is derived from tables in the code; `--check` fails when a file is stale. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { gatewayDocument } from '../packages/hero-claude-gateway/src/openrpc.ts';
import { guarantees } from '../packages/hero-claude-server/src/domain/guarantees/guarantees.ts';
import { registry } from '../packages/hero-claude-server/src/methods/index.ts';
import { serverDocument } from '../packages/hero-claude-server/src/openrpc.ts';
import { referencePage } from '../packages/hero-rpc/src/index.ts';
import { cliTraps } from './generate/cli-traps/index.ts';
import { cliTrapsPage } from './generate/cli-traps-page.ts';
import { configurationPage } from './generate/configuration-page.ts';
import { guaranteesPage } from './generate/guarantees-page.ts';
import { sdkMethods } from './generate/sdk-methods.ts';

const root = dirname(import.meta.dirname);
const check = process.argv.includes('--check');

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const document = serverDocument();
const manifests = ['hero_claude', 'hero_claude_server', 'hero_claude_gateway', 'hero_claude_ui'];
const manifestTexts = await Promise.all(
  manifests.map(async (name) => readFile(join(root, 'service-manifests', `${name}.toml`), 'utf8')),
);

const generated: Record<string, string> = {
  'packages/hero-claude-gateway/openrpc.json': json(gatewayDocument()),
  'packages/hero-claude-server/openrpc.json': json(document),
  'docs/cli-traps.md': cliTrapsPage(cliTraps),
  'docs/guarantees.md': guaranteesPage(guarantees),
  'docs/reference/configuration.md': configurationPage(manifestTexts),
  'docs/reference/methods.md': referencePage(registry),
  'packages/hero-claude-sdk/openrpc.json': json(document),
  'packages/hero-claude-sdk/src/methods.gen.ts': sdkMethods(document),
};

for (const [file, content] of Object.entries(generated)) {
  const path = join(root, file);
  const current = await readFile(path, 'utf8').catch(() => '');
  if (current === content) continue;
  if (check) {
    console.error(`${relative(root, path)} is stale: run pnpm generate`);
    process.exitCode = 1;
  } else {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    console.log(`wrote ${relative(root, path)}`);
  }
}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The checkout this testkit belongs to. */
export const workspaceDir = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

export type ProductPart = 'gateway' | 'server' | 'ui';

/** As the supervisor and the installed programs run them. */
const memoryFlags: Readonly<Record<ProductPart, readonly string[]>> = {
  gateway: ['--max-semi-space-size=2'],
  server: ['--min-semi-space-size=8', '--max-semi-space-size=8'],
  ui: ['--max-semi-space-size=2'],
};

/** How a part of the product is run: from its sources, or built (`tsc -b` has run). */
export function daemonCommand(
  part: ProductPart,
  from: 'source' | 'dist',
): { command: string; args: string[] } {
  const packageDir = join(workspaceDir, 'packages', `hero-claude-${part}`);
  if (from === 'dist') {
    return { command: process.execPath, args: [...memoryFlags[part], join(packageDir, 'dist/main.js')] };
  }
  const tsx = createRequire(join(workspaceDir, 'package.json')).resolve('tsx');
  return {
    command: process.execPath,
    args: ['--import', pathToFileURL(tsx).href, '--conditions=hero:source', join(packageDir, 'src/main.ts')],
  };
}

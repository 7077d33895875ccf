import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The checkout this testkit belongs to. */
export const workspaceDir = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

export type ProductPart = 'gateway' | 'server' | 'ui';

/** How a part of the product is run: from its sources, or built (`tsc -b` has run). */
export function daemonCommand(
  part: ProductPart,
  from: 'source' | 'dist',
): { command: string; args: string[] } {
  const packageDir = join(workspaceDir, 'packages', `hero-claude-${part}`);
  if (from === 'dist') {
    // As the supervisor and the installed programs run it.
    return {
      command: process.execPath,
      args: ['--max-semi-space-size=2', join(packageDir, 'dist/main.js')],
    };
  }
  const tsx = createRequire(join(workspaceDir, 'package.json')).resolve('tsx');
  return {
    command: process.execPath,
    args: ['--import', pathToFileURL(tsx).href, '--conditions=hero:source', join(packageDir, 'src/main.ts')],
  };
}

import { join } from 'node:path';
import { serviceManifest } from 'hero-rpc/node';
import type { Output } from '../output/output.ts';

const source = { packageDir: join(import.meta.dirname, '..', '..'), service: 'hero_claude' };

/** Prints the manifest of this program as hero services do: TOML, or JSON with `--json`. */
export async function printManifest(output: Output): Promise<void> {
  if (output.json) output.document(JSON.parse(await serviceManifest(source, 'json')));
  else output.write(await serviceManifest(source, 'toml'));
}

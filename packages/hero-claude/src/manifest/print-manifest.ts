import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import type { Output } from '../output/output.ts';

const packageDir = join(import.meta.dirname, '..', '..');
/** Beside the package when installed, in the checkout's `service-manifests/` otherwise. */
const places = [
  join(packageDir, 'service.toml'),
  join(packageDir, '..', '..', 'service-manifests', 'hero_claude.toml'),
];

/** Prints the manifest of this program as hero services do: TOML, or JSON with `--json`. */
export function printManifest(output: Output): void {
  const place = places.find((path) => existsSync(path));
  if (place === undefined) throw new Error(`no service manifest at ${places.join(' or ')}`);
  const text = readFileSync(place, 'utf8');
  if (output.json) output.document(parse(text));
  else output.write(text);
}

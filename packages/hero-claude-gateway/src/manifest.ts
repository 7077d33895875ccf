import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';

/** The service manifest, as `--info` prints it. */
export function manifest(form: 'toml' | 'json'): string {
  const toml = readFileSync(join(import.meta.dirname, '..', 'service.toml'), 'utf8');
  return form === 'toml' ? toml : `${JSON.stringify(parse(toml), null, 2)}\n`;
}

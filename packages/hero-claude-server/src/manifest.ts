import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';

/** The service manifest: beside the package when installed, in the checkout's `service-manifests/` otherwise. */
async function manifestText(): Promise<string> {
  const root = join(import.meta.dirname, '..');
  const places = [
    join(root, 'service.toml'),
    join(root, '..', '..', 'service-manifests', 'hero_claude_server.toml'),
  ];
  for (const place of places) {
    const text = await readFile(place, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new Error(`no service manifest at ${places.join(' or ')}`);
}

export async function manifest(form: 'toml' | 'json'): Promise<string> {
  const text = await manifestText();
  return form === 'toml' ? text : `${JSON.stringify(parse(text), null, 2)}\n`;
}

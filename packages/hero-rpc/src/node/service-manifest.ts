import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ManifestSource {
  /** The folder of the service's package. */
  packageDir: string;
  /** `hero_claude_server` */
  service: string;
}

/**
 * The service manifest, as `--info` prints it: beside the package, or in `service-manifests/` of the tree that the
 * package is a part of.
 */
export async function serviceManifest(
  { packageDir, service }: ManifestSource,
  form: 'toml' | 'json',
): Promise<string> {
  const places = [
    join(packageDir, 'service.toml'),
    join(packageDir, '..', '..', 'service-manifests', `${service}.toml`),
  ];
  const place = places.find((path) => existsSync(path));
  if (place === undefined) throw new Error(`no service manifest at ${places.join(' or ')}`);
  const text = readFileSync(place, 'utf8');
  if (form === 'toml') return text;
  const { parse } = await import('smol-toml');
  return `${JSON.stringify(parse(text), null, 2)}\n`;
}

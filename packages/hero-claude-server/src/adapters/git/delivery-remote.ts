import { resolve } from 'node:path';
import { isRelativePath, withoutCredentials } from '../../domain/remote-url.ts';
import type { SourceRepo } from '../../domain/source-repo.ts';
import type { SourceConfig } from './source-config.ts';

/**
 * The remote that work goes to: `origin`, else that of the base's branch, else the only one. A path relative to
 * the repository is made absolute, as the push starts elsewhere.
 */
export function deliveryRemote(
  config: SourceConfig,
  source: SourceRepo,
  baseRef: string,
): { name: string; url: string } | null {
  const names = config.subsections('remote').filter((name) => config.get(`remote.${name}.url`) !== undefined);
  const tracked = config.get(`branch.${baseRef.replace(/^refs\/heads\//, '')}.remote`);
  const name = ['origin', tracked].find((candidate) => candidate !== undefined && names.includes(candidate));
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined) return null;
  const url = config.get(`remote.${chosen}.pushurl`) ?? config.get(`remote.${chosen}.url`) ?? '';
  return { name: chosen, url: isRelativePath(url) ? resolve(source.path, url) : withoutCredentials(url) };
}

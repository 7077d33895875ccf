import { resolve } from 'node:path';
import { isRelativePath, withoutCredentials } from '../../../domain/delivery/remote-url.ts';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import type { SourceConfig } from '../source/source-config.ts';

/**
 * The remote that work goes to: `origin`, else that of the base's branch, else the only one. A path relative to
 * the repository is made absolute, as the push starts elsewhere.
 */
export function deliveryRemote(
  config: SourceConfig,
  source: SourceRepo,
  baseRef: string,
): { name: string; url: string } | null {
  const name = deliveryRemoteName(config, baseRef);
  return name === null ? null : { name, url: withoutCredentials(addressOf(config, source, name)) };
}

/** The address of that remote as it is written, credentials included: for git alone, never shown or stored. */
export function pushAddress(config: SourceConfig, source: SourceRepo, baseRef: string): string | null {
  const name = deliveryRemoteName(config, baseRef);
  return name === null ? null : addressOf(config, source, name);
}

function deliveryRemoteName(config: SourceConfig, baseRef: string): string | null {
  const names = config.subsections('remote').filter((name) => config.get(`remote.${name}.url`) !== undefined);
  const tracked = config.get(`branch.${baseRef.replace(/^refs\/heads\//, '')}.remote`);
  const name = ['origin', tracked].find((candidate) => candidate !== undefined && names.includes(candidate));
  return name ?? (names.length === 1 ? (names[0] ?? null) : null);
}

function addressOf(config: SourceConfig, source: SourceRepo, name: string): string {
  const url = config.get(`remote.${name}.pushurl`) ?? config.get(`remote.${name}.url`) ?? '';
  return isRelativePath(url) ? resolve(source.path, url) : url;
}

import { containerPaths } from './container/container-spec.ts';

/** Labels are the ownership record: what lacks our instance label is never listed, stopped or removed. */
export const labelNames = {
  instance: 'hero.claude.instance',
  session: 'hero.claude.session',
  role: 'hero.claude.role',
  /** Hash of everything a container was created with; tells an adoptable one from an outdated one. */
  spec: 'hero.claude.spec',
} as const;

export const containerRoles = ['agent', 'side', 'probe', 'setup'] as const;
export type ContainerRole = (typeof containerRoles)[number];

export interface Owner {
  instance: string;
  sessionId?: string;
  role: ContainerRole;
}

export function ownerLabels(owner: Owner): Record<string, string> {
  return {
    [labelNames.instance]: owner.instance,
    [labelNames.role]: owner.role,
    ...(owner.sessionId === undefined ? {} : { [labelNames.session]: owner.sessionId }),
  };
}

/** Whether the labels say that the container is exactly the one `owner` describes. */
export function isOwnedBy(labels: Record<string, string>, owner: Owner): boolean {
  return Object.entries(ownerLabels(owner)).every(([name, value]) => labels[name] === value);
}

export function roleOf(labels: Record<string, string>): ContainerRole | undefined {
  return containerRoles.find((role) => role === labels[labelNames.role]);
}

export function containerName(owner: Owner): string {
  const base = `${namePrefix(owner.instance)}${owner.sessionId ?? 'engine'}`;
  return owner.role === 'agent' ? base : `${base}-${owner.role}`;
}

/**
 * Whether a container with our instance label was made by us. An image committed from one of ours hands the label
 * on to whatever a person runs from it: that has neither our name nor our mounts.
 */
export function isMadeByUs(instance: string, found: { name: string; mountedAt: readonly string[] }): boolean {
  return found.name.startsWith(namePrefix(instance)) || found.mountedAt.includes(containerPaths.cfg);
}

function namePrefix(instance: string): string {
  return `hero-claude-${instance}-`;
}

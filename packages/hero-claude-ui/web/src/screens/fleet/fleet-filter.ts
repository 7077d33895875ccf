import type { ListedSession, SessionStatus } from 'hero-claude-sdk';

/** What of the fleet is shown; '' for no limit. It lives in the address, so a link shows the same. */
export interface FleetFilter {
  text: string;
  repo: string;
  status: SessionStatus | '';
  label: string;
}

export function readFilter(search: string): FleetFilter {
  const given = new URLSearchParams(search);
  const read = (name: string) => given.get(name) ?? '';
  return {
    text: read('text'),
    repo: read('repo'),
    status: read('status') as SessionStatus | '',
    label: read('label'),
  };
}

export function writeFilter(filter: FleetFilter): string {
  const given = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  return given.size === 0 ? '/' : `/?${given.toString()}`;
}

export function isFiltered(filter: FleetFilter): boolean {
  return Object.values(filter).some((value) => value !== '');
}

/** All labels of these sessions, as `name=value`. */
export function labelsOf(sessions: readonly ListedSession[]): string[] {
  const all = sessions.flatMap(({ labels }) =>
    Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  );
  return [...new Set(all)].sort();
}

export function matches(session: ListedSession, { text, repo, status, label }: FleetFilter): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const read = `${session.name} ${session.task} ${session.session_id}`.toLowerCase();
  return (
    words.every((word) => read.includes(word)) &&
    (repo === '' || session.repos.some(({ name }) => name === repo)) &&
    (status === '' || session.status === status) &&
    (label === '' || labelsOf([session]).includes(label))
  );
}

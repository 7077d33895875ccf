import { type EgressTarget, parseHost } from './target.ts';

/** One entry of an allow list: `host`, `host:port`, `*.host` or `*.host:port`. */
export interface EgressRule {
  host: string;
  /** Matches names below `host`, at any depth, but not `host` itself. */
  wildcard: boolean;
  /** The only port, or null for 80 and 443. */
  port: number | null;
}

export interface EgressPolicy {
  kind: 'none' | 'allowlist' | 'open';
  rules: readonly EgressRule[];
}

/** Why the policy says yes or no; part of the log's vocabulary. */
export type PolicyReason =
  | 'listed'
  | 'open'
  | 'policy_none'
  | 'ip_literal'
  | 'port_not_allowed'
  | 'host_not_listed';

export interface PolicyDecision {
  allowed: boolean;
  reason: PolicyReason;
  /** A rule names this very host and port, so an address on the own machine or network is meant. */
  privateAllowed: boolean;
}

const defaultPorts: readonly number[] = [443, 80];

/** Parses one entry; throws an Error that names the entry and the accepted forms. */
export function parseRule(entry: string): EgressRule {
  const wildcard = entry.startsWith('*.');
  const rest = wildcard ? entry.slice(2) : entry;
  const match = /^(\[[^\]]+\]|[^:]+)(?::([1-9]\d{0,4}))?$/.exec(rest);
  const host = match?.[1] === undefined ? undefined : parseHost(match[1]);
  const port = match?.[2] === undefined ? null : Number(match[2]);
  if (host === undefined || (port ?? 0) > 65_535 || (wildcard && host.isLiteral)) {
    throw new Error(`"${entry}" is not an egress entry: write host, host:port, *.host or *.host:port`);
  }
  return { host: host.host, wildcard, port };
}

/** Decides by name and port alone; the addresses a name resolves to are checked later. */
export function decide(policy: EgressPolicy, target: EgressTarget): PolicyDecision {
  if (policy.kind === 'none') return refused('policy_none');
  const byHost = policy.rules.filter((rule) => matchesHost(rule, target.host));
  const rule = byHost.find((candidate) => matchesPort(candidate, target.port));
  const privateAllowed = byHost.some((candidate) => !candidate.wildcard && candidate.port === target.port);
  if (rule !== undefined && (!target.isLiteral || privateAllowed)) {
    return { allowed: true, reason: 'listed', privateAllowed };
  }
  if (target.isLiteral) return refused('ip_literal');
  if (policy.kind === 'open') {
    return defaultPorts.includes(target.port)
      ? { allowed: true, reason: 'open', privateAllowed: false }
      : refused('port_not_allowed');
  }
  return refused(byHost.length > 0 ? 'port_not_allowed' : 'host_not_listed');
}

function matchesHost(rule: EgressRule, host: string): boolean {
  return rule.wildcard ? host.endsWith(`.${rule.host}`) : host === rule.host;
}

function matchesPort(rule: EgressRule, port: number): boolean {
  return rule.port === null ? defaultPorts.includes(port) : rule.port === port;
}

function refused(reason: PolicyReason): PolicyDecision {
  return { allowed: false, reason, privateAllowed: false };
}

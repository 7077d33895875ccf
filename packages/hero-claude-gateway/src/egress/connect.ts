import { connect, isIPv6, type LookupFunction, type OnReadOpts, type Socket } from 'node:net';
import { addressKind } from './address.ts';
import type { PolicyDecision } from './policy.ts';
import { EgressRefusal } from './refusal.ts';
import type { ResolveName } from './resolve.ts';
import { authorityOf, type EgressTarget } from './target.ts';

export interface ConnectDeps {
  /** For names that a list or the policy `open` lets through. */
  resolvePublic: ResolveName;
  /** For names listed with their port: what the operator means may stand in the hosts file. */
  resolveListed: ResolveName;
  /** Addresses of this machine, in canonical form. */
  ownAddresses: () => ReadonlySet<string>;
  connectTimeoutMs: number;
}

/**
 * Connects to an allowed target, or throws an EgressRefusal.
 *
 * The connection goes to the addresses that were checked: the name is not resolved a second time, so an
 * answer that changes between check and connect changes nothing.
 */
export async function connectTarget(
  target: EgressTarget,
  { privateAllowed }: PolicyDecision,
  deps: ConnectDeps,
  onread?: OnReadOpts,
): Promise<Socket> {
  const addresses = target.isLiteral ? [target.host] : await resolve(target, privateAllowed, deps);
  const own = deps.ownAddresses();
  for (const address of addresses) {
    const kind = addressKind(address, own);
    if (kind === 'public' || (kind === 'private' && privateAllowed)) continue;
    throw new EgressRefusal(
      'address_not_public',
      `${target.host} resolves to ${address}, which is no public address. To mean it, list "${authorityOf(target)}".`,
    );
  }
  return open(target, addresses, deps.connectTimeoutMs, onread);
}

async function resolve(target: EgressTarget, privateAllowed: boolean, deps: ConnectDeps): Promise<string[]> {
  try {
    return await (privateAllowed ? deps.resolveListed : deps.resolvePublic)(target.host);
  } catch (cause) {
    throw new EgressRefusal('unresolved', `${target.host} has no address (${codeOf(cause)})`, { cause });
  }
}

function open(
  target: EgressTarget,
  addresses: readonly string[],
  timeoutMs: number,
  onread?: OnReadOpts,
): Promise<Socket> {
  const lookup: LookupFunction = (_host, options, callback) => {
    const answers = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const first = answers[0];
    if (options.all === true || first === undefined) callback(null, answers);
    else callback(null, first.address, first.family);
  };
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: target.host,
      port: target.port,
      lookup,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 500,
      allowHalfOpen: true,
      noDelay: true,
      ...(onread !== undefined && { onread }),
    });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(
        new EgressRefusal('timed_out', `${authorityOf(target)} did not answer within ${timeoutMs / 1000} s`),
      );
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.once('error', (cause) => {
      clearTimeout(timer);
      reject(
        new EgressRefusal('unreachable', `${authorityOf(target)} is unreachable (${codeOf(cause)})`, {
          cause,
        }),
      );
    });
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

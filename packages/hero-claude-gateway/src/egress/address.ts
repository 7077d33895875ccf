import ipaddr from 'ipaddr.js';

/** Public by its range, yet a cloud's metadata service: Azure answers it from inside every machine. */
const metadataAddresses = new Set(['168.63.129.16']);
const globalUnicastV6 = ipaddr.IPv6.parseCIDR('2000::/3');
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** What an address is, as far as a session may care. */
export type AddressKind =
  /** A host on the internet. */
  | 'public'
  /** This machine or its network: reached only by a rule that names the very host and port. */
  | 'private'
  /** Multicast, reserved, translated or tunnelled: never a place to connect to. */
  | 'never';

const privateRanges = new Set(['private', 'loopback', 'linkLocal', 'carrierGradeNat', 'uniqueLocal']);

/**
 * @param ownAddresses the addresses of this machine's interfaces. One of them may be public, and its
 *   services must stay out of reach all the same.
 */
export function addressKind(text: string, ownAddresses: ReadonlySet<string> = new Set()): AddressKind {
  if (!ipaddr.isValid(text)) return 'never';
  const address = ipaddr.parse(text);
  if (ownAddresses.has(address.toString()) || metadataAddresses.has(address.toString())) return 'private';
  const range = address.range();
  if (privateRanges.has(range)) return 'private';
  if (address instanceof ipaddr.IPv6) {
    // A network without IPv4 reaches public IPv4 hosts by translation: the address inside decides.
    if (address.match(nat64)) {
      return addressKind(embeddedV4(address), ownAddresses) === 'public' ? 'public' : 'never';
    }
    if (!address.match(globalUnicastV6)) return 'never';
  }
  return range === 'unicast' ? 'public' : 'never';
}

function embeddedV4(address: ipaddr.IPv6): string {
  return new ipaddr.IPv4(address.toByteArray().slice(12)).toString();
}

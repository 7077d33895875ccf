import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutCredentials } from '../../../domain/delivery/remote-url.ts';

/** Where a branch is pushed to. */
export interface PushRemote {
  transport: 'path' | 'ssh' | 'http';
  /** For git's command line, which everybody on the machine can see: neither password nor token in it. */
  url: string;
  /** For people: neither user nor password of a web address in it. */
  shown: string;
  /** The directory of a `path` remote. */
  path?: string;
  /** From the recorded address; for the environment of git only. */
  basicAuth?: { user: string; password: string };
}

export class RemoteRefusedError extends Error {
  override readonly name = 'RemoteRefusedError';
  /** The address without credentials. */
  readonly shown: string;

  constructor(shown: string, reason: string) {
    super(reason);
    this.shown = shown;
  }
}

const sshSchemes = new Set(['ssh', 'git+ssh', 'ssh+git']);
const scheme = /^([a-z][a-z0-9+.-]*):\/\//i;
const helperTransport = /^[a-z0-9][a-z0-9+.-]*::/i;
/** Tokens that forges take as a user without a password, by their beginnings, and anything as long as one. */
const tokenLike = /^(gh[a-z]_|github_pat_|glpat-|gl[a-z]{2,6}-|ATBB|ATCTT)|^[\w-]{32,}$/;
/** `host:path`; a slash before the colon makes it a path. */
const scpLike = /^(?:(?<user>[^@/:]+)@)?(?<host>\[[^\]]+\]|[^/:@]+):(?<path>.*)$/s;

/**
 * Reads the recorded address of a remote.
 * @throws RemoteRefusedError for what could start a program or be taken for an option
 */
export function parsePushRemote(address: string): PushRemote {
  const shown = withoutCredentials(address);
  const refuse = (reason: string) => new RemoteRefusedError(shown, reason);
  if (address === '') throw refuse('the address is empty');
  if (/\p{Cc}/u.test(address)) throw refuse('the address holds control characters');
  if (address.startsWith('-')) throw refuse('the address looks like an option');
  if (helperTransport.test(address)) throw refuse('the address starts a program of its own');
  const named = scheme.exec(address)?.[1]?.toLowerCase();
  if (named !== undefined) return parseUrl(address, named, shown, refuse);

  const scp = scpLike.exec(address)?.groups;
  if (isAbsolute(address)) return { transport: 'path', url: address, shown, path: address };
  if (scp === undefined) throw refuse('a path has to be absolute');
  if (scp.host?.startsWith('-') || scp.path?.startsWith('-'))
    throw refuse('the host or path looks like an option');
  return { transport: 'ssh', url: address, shown };
}

function parseUrl(
  address: string,
  named: string,
  shown: string,
  refuse: (reason: string) => RemoteRefusedError,
): PushRemote {
  const url = URL.parse(address);
  if (url === null) throw refuse('the address is not a URL');
  if (named === 'file') {
    if (url.host !== '' && url.host !== 'localhost') throw refuse('a file address names another host');
    url.host = '';
    const path = fileURLToPath(url);
    return { transport: 'path', url: path, shown, path };
  }
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.password = '';
  if (sshSchemes.has(named)) {
    if (url.hostname.startsWith('-') || user.startsWith('-')) throw refuse('the host looks like an option');
    return { transport: 'ssh', url: url.href, shown };
  }
  if (named !== 'http' && named !== 'https') throw refuse(`"${named}" is not a way to push`);
  // A name stays: credential helpers look the password up by it.
  if (password === '' && !tokenLike.test(user)) return { transport: 'http', url: url.href, shown };
  url.username = '';
  return { transport: 'http', url: url.href, shown, basicAuth: { user, password } };
}

/** Takes every form of a password, and everything that looks like `user:password@`, out of a text. */
export function redact(text: string, { basicAuth }: PushRemote): string {
  const clean = text.replace(/(https?:\/\/)[^/\s@]*@/gi, '$1');
  if (basicAuth === undefined) return clean;
  const { user, password } = basicAuth;
  const secret = password === '' ? user : password;
  const forms = [secret, encodeURIComponent(secret), basicCredentials(user, password)];
  return forms.reduce((redacted, form) => redacted.replaceAll(form, '***'), clean);
}

export function basicCredentials(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

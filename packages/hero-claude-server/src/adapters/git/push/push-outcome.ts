/** What git said of one ref in `push --porcelain`. */
export interface PushedRef {
  flag: ' ' | '+' | '-' | '*' | '!' | '=';
  ref: string;
  /** `[new branch]`, `a1b2..c3d4`, `[rejected] (stale info)`… */
  summary: string;
}

/** The lines of `push --porcelain` that tell of refs: flag, `from:to` and summary between tabs. */
export function parsePushPorcelain(stdout: string): PushedRef[] {
  return stdout.split('\n').flatMap((line) => {
    const found = /^([ +\-*!=])\t[^\t]*:([^\t]+)\t(.*)$/.exec(line);
    if (found === null) return [];
    return [{ flag: found[1] as PushedRef['flag'], ref: found[2] ?? '', summary: found[3] ?? '' }];
  });
}

export type RemoteTrouble = 'auth_failed' | 'remote_gone' | 'unreachable' | 'disk_full' | 'other';

/**
 * Git and ssh have no exit codes for these. Their messages (LC_ALL=C) come in this order: a refused
 * login is often followed by "make sure the repository exists".
 */
const troubles: readonly [RemoteTrouble, RegExp][] = [
  [
    'auth_failed',
    /Authentication failed|could not read (Username|Password)|prompts disabled|Permission denied|Host key verification failed|Access denied|returned error: 40[13]|Permission to .* denied|Too many authentication failures/i,
  ],
  ['disk_full', /No space left on device|Disk quota exceeded/i],
  [
    'unreachable',
    /Could not resolve|Temporary failure in name resolution|Connection (refused|timed out|reset|closed)|Failed to connect|Network is unreachable|No route to host|timed out|returned error: 50[234]/i,
  ],
  [
    'remote_gone',
    /does not appear to be a git repository|repository .*(not found|does not exist)|not found|No such file or directory|returned error: (404|410)/i,
  ],
];

export function remoteTroubleOf(stderr: string): RemoteTrouble {
  return troubles.find(([, pattern]) => pattern.test(stderr))?.[0] ?? 'other';
}

const maxMessages = 50;

/** What the remote had to say to the person who pushes. */
export function remoteMessages(stderr: string): string[] {
  return stderr
    .split(/[\r\n]/)
    .filter((line) => line.startsWith('remote:'))
    .map((line) => line.slice('remote:'.length).trim().slice(0, 500))
    .filter((line) => line !== '')
    .slice(0, maxMessages);
}

const noise =
  /^(hint:|To |Total |Enumerating|Delta compression|Everything|Please make sure|and the repository)|\d+% \(/;

/** The sentence of a failure: what the remote and git said, without progress and advice. */
export function failureReason(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !noise.test(line))
    .map((line) => line.replace(/^(fatal|error): /, ''));
  return lines.slice(-4).join('; ').slice(0, 1_000);
}

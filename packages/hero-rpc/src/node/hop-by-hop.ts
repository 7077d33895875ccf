const always = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * The names, in lower case, of the headers that concern one connection only: those that always do, and those that
 * the message's `Connection` header declares to. The length is not among them whatever that says: it is how
 * the body is framed for whoever passes it on, and no client may declare it away.
 */
export function hopByHop(connection: string | undefined): ReadonlySet<string> {
  const declared = (connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const names = new Set([...always, ...declared]);
  names.delete('content-length');
  return names;
}

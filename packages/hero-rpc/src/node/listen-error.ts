/** A socket that cannot be listened on. The message names the socket, the reason and the fix. */
export class ListenError extends Error {
  /** For the process: 75 means that another server has the socket, 78 that the configuration is wrong. */
  readonly exitCode: 75 | 78;

  constructor(message: string, exitCode: 75 | 78, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListenError';
    this.exitCode = exitCode;
  }
}

/** Another process serves the socket, or is about to. */
export function socketInUse(path: string, pid: number | undefined): ListenError {
  const owner = pid === undefined ? 'another server' : `a server with pid ${pid}`;
  return new ListenError(`${path} is in use by ${owner}. Stop it first, or set HERO_SOCKET_DIR.`, 75);
}

export { answerRpc, bodyTooLong, jsonRpcFailure } from './answer-rpc.ts';
export { hopByHop } from './hop-by-hop.ts';
export {
  claimSocket,
  type ListeningSocket,
  listenOnSocket,
  type SocketClaim,
  type SocketOptions,
} from './listen.ts';
export { ListenError } from './listen-error.ts';
export { makeFolder } from './make-folder.ts';
export { closeServer, OpenConnections } from './open-connections.ts';
export { PathLock } from './path-lock.ts';
export { pidBehind } from './probe-socket.ts';
export { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';
export { readBody } from './read-body.ts';
export { sendRpcFailure, serveRpc } from './serve-rpc.ts';
export {
  ConfigError,
  logLevelOf,
  readEnvironment,
  type SocketDirVariables,
  socketDirOf,
} from './service-environment.ts';
export { type ManifestSource, serviceManifest } from './service-manifest.ts';
export { exitOnSignal, type ShutdownOptions } from './shutdown.ts';

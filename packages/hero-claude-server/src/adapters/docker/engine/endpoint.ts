import type { RpcError } from 'hero-rpc';
import { engineRemote, engineUnsupported } from '../../../domain/container/engine-errors.ts';

export type RuntimeName = 'docker' | 'podman' | 'nerdctl';

/** Where the engine's API is. */
export interface Endpoint {
  /** As people write it: `unix:///var/run/docker.sock`. */
  url: string;
  socketPath?: string;
  host?: string;
  port?: number;
  /** Why this engine can never be used; every call answers it. */
  refusal?: RpcError;
}

const dockerSocket = '/var/run/docker.sock';
const plainTcpPort = 2375;

function podmanSocket(env: NodeJS.ProcessEnv, uid: number): string {
  if (uid === 0) return '/run/podman/podman.sock';
  return `${env['XDG_RUNTIME_DIR'] ?? `/run/user/${uid}`}/podman/podman.sock`;
}

function parseHost(value: string): Endpoint {
  const unsupported = (reason: string): Endpoint => ({
    url: value,
    refusal: engineUnsupported({ setting: 'DOCKER_HOST', value, reason }),
  });
  if (value.startsWith('/')) return { url: `unix://${value}`, socketPath: value };
  if (!URL.canParse(value)) return unsupported('it is not an address');
  const url = new URL(value);
  switch (url.protocol) {
    case 'unix:':
      return { url: value, socketPath: url.pathname };
    case 'tcp:':
    case 'http:':
      return { url: value, host: url.hostname, port: url.port === '' ? plainTcpPort : Number(url.port) };
    case 'ssh:':
      return {
        url: value,
        refusal: engineRemote({
          endpoint: value,
          reason: 'an engine behind ssh does not see the folders of this machine',
        }),
      };
    default:
      return unsupported(`the scheme "${url.protocol}" is unknown`);
  }
}

/**
 * Finds the engine from `DOCKER_RUNTIME` and `DOCKER_HOST`. Podman is driven through its Docker-compatible
 * socket; nerdctl serves no such API.
 */
export function findEndpoint(options: {
  runtime: RuntimeName;
  host: string | undefined;
  env: NodeJS.ProcessEnv;
  uid: number;
}): Endpoint {
  if (options.runtime === 'nerdctl') {
    const reason = 'containerd behind nerdctl serves no Docker API';
    return {
      url: 'nerdctl',
      refusal: engineUnsupported({ setting: 'DOCKER_RUNTIME', value: 'nerdctl', reason }),
    };
  }
  if (options.host !== undefined) return parseHost(options.host);
  const socketPath = options.runtime === 'podman' ? podmanSocket(options.env, options.uid) : dockerSocket;
  return { url: `unix://${socketPath}`, socketPath };
}

import { readEnvFile } from '../service/env-file.ts';

/** Where the engine's API is, or why sessions can not run on what is configured. */
export type EnginePlace = { socket: string } | { tcp: string } | { problem: string; fix: string };

const dockerSocket = '/var/run/docker.sock';
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function podmanSocket(env: NodeJS.ProcessEnv): string {
  const uid = process.getuid?.() ?? 0;
  if (uid === 0) return '/run/podman/podman.sock';
  return `${env['XDG_RUNTIME_DIR'] ?? `/run/user/${uid}`}/podman/podman.sock`;
}

function placeOfHost(host: string): EnginePlace {
  if (host.startsWith('/')) return { socket: host };
  if (host.startsWith('unix://')) return { socket: host.slice('unix://'.length) };
  const name = URL.canParse(host) ? new URL(host).hostname : '';
  if (/^(tcp|http):/.test(host) && loopback.test(name)) return { tcp: host };
  return {
    problem: `DOCKER_HOST=${host} is another machine: it cannot mount folders of this one`,
    fix: 'unset DOCKER_HOST, or run hero-claude where the engine is',
  };
}

/** Reads `DOCKER_RUNTIME` and `DOCKER_HOST` as the server does. */
export function enginePlace(env: NodeJS.ProcessEnv): EnginePlace {
  const file = readEnvFile(env);
  const setting = (name: string): string | undefined => env[name] || file[name] || undefined;
  const runtime = setting('DOCKER_RUNTIME') ?? 'docker';
  if (runtime === 'nerdctl') {
    return {
      problem: 'DOCKER_RUNTIME=nerdctl: containerd behind it serves no Docker API',
      fix: 'use DOCKER_RUNTIME=docker, or podman with its API socket',
    };
  }
  if (runtime !== 'docker' && runtime !== 'podman') {
    return { problem: `DOCKER_RUNTIME=${runtime} is unknown`, fix: 'use docker or podman' };
  }
  const host = setting('DOCKER_HOST');
  if (host !== undefined) return placeOfHost(host);
  return { socket: runtime === 'podman' ? podmanSocket(env) : dockerSocket };
}

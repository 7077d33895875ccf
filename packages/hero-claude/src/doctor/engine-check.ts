import { accessSync, constants, existsSync } from 'node:fs';
import type { Check } from 'hero-claude-sdk';
import { askSocket } from '../service/ask-socket.ts';
import { enginePlace } from './engine-place.ts';

interface Version {
  Version: string;
  Components?: { Name: string }[];
}

interface Info {
  SecurityOptions?: string[];
  LiveRestoreEnabled?: boolean;
}

const name = 'engine socket';

function mayUse(socket: string): boolean {
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function silent(socket: string): Check {
  if (existsSync(socket) && !mayUse(socket)) {
    const fix = 'sudo usermod -aG docker "$USER", then log in again';
    return { name, status: 'fail', message: `permission denied: this user may not use ${socket}`, fix };
  }
  const fix = 'make setup installs and starts one; or start Docker';
  return { name, status: 'fail', message: `no engine answers on ${socket}`, fix };
}

/** The engine as its socket shows it: bind mounts of this machine only work with a local, rootful one. */
export async function engineCheck(env: NodeJS.ProcessEnv): Promise<Check> {
  const place = enginePlace(env);
  if ('problem' in place) return { name, status: 'fail', message: place.problem, fix: place.fix };
  if ('tcp' in place) {
    const message = `${place.tcp}: the server tries whether it sees the folders of this machine`;
    return { name, status: 'warn', message, fix: 'unset DOCKER_HOST where the engine has a socket' };
  }
  const { socket } = place;
  const version = await askSocket<Version>(socket, { path: '/version' });
  if (version === undefined) return silent(socket);
  const info = await askSocket<Info>(socket, { path: '/info' });
  if (info?.SecurityOptions?.some((option) => option.includes('rootless')) === true) {
    const message = `the engine on ${socket} is rootless: files of a session would belong to another user`;
    return { name, status: 'fail', message, fix: 'use the rootful engine: unset DOCKER_HOST' };
  }
  if (version.Components?.some(({ Name }) => Name.startsWith('Podman')) === true) {
    const message = `Podman ${version.Version} on ${socket}: sessions are made for Docker, and a start may be refused`;
    return { name, status: 'warn', message, fix: 'use Docker: unset DOCKER_RUNTIME and DOCKER_HOST' };
  }
  if (info?.LiveRestoreEnabled === false) {
    const message = `${version.Version} on ${socket}, without live-restore: agents end when it restarts`;
    const fix = '"live-restore": true in /etc/docker/daemon.json; make setup does it';
    return { name, status: 'warn', message, fix };
  }
  return { name, status: 'ok', message: `${version.Version} on ${socket}, with live-restore` };
}

import type { Check } from 'hero-claude-sdk';
import { askSocket } from '../service/ask-socket.ts';
import { readEnvFile } from '../service/env-file.ts';

interface Version {
  Version: string;
}

interface Info {
  SecurityOptions?: string[];
  LiveRestoreEnabled?: boolean;
}

const defaultHost = 'unix:///var/run/docker.sock';

/** The engine as its socket shows it: bind mounts of this machine only work with a local, rootful one. */
export async function engineCheck(env: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'engine socket';
  const host = env['DOCKER_HOST'] || readEnvFile(env)['DOCKER_HOST'] || defaultHost;
  if (!host.startsWith('unix://')) {
    const message = `DOCKER_HOST=${host} is another machine: it cannot mount folders of this one`;
    return {
      name,
      status: 'fail',
      message,
      fix: 'unset DOCKER_HOST, or run hero-claude where the engine is',
    };
  }
  const socket = host.slice('unix://'.length);
  const version = await askSocket<Version>(socket, { path: '/version' });
  if (version === undefined) {
    const fix =
      'make setup installs and starts one; a user must be in the group docker: sudo usermod -aG docker "$USER"';
    return { name, status: 'fail', message: `no engine answers on ${socket}`, fix };
  }
  const info = await askSocket<Info>(socket, { path: '/info' });
  if (info?.SecurityOptions?.some((option) => option.includes('rootless')) === true) {
    const message = `the engine on ${socket} is rootless: files of a session would belong to another user`;
    return { name, status: 'fail', message, fix: 'use the rootful engine: unset DOCKER_HOST' };
  }
  if (info?.LiveRestoreEnabled === false) {
    const message = `${version.Version} on ${socket}, without live-restore: agents end when it restarts`;
    return {
      name,
      status: 'warn',
      message,
      fix: '"live-restore": true in /etc/docker/daemon.json; make setup does it',
    };
  }
  return { name, status: 'ok', message: `${version.Version} on ${socket}, with live-restore` };
}

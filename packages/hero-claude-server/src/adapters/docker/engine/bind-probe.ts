import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineFailed, imageNotFound } from '../../../domain/container/engine-errors.ts';
import type { Containers } from '../container/containers.ts';
import type { Connection } from './connection.ts';

export interface BindProbe {
  connection: Connection;
  containers: Containers;
  instance: string;
}

/**
 * Whether the engine sees the files of this machine: it is asked for a container over a folder that has
 * just been made, which an engine elsewhere refuses because the folder is missing there. The container is
 * never started. Undefined when there is no image to ask with.
 */
export async function seesOurFiles(
  { containers, instance }: BindProbe,
  image: string,
): Promise<boolean | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'hero-bind-'));
  try {
    const { id } = await containers.create({
      owner: { instance, role: 'probe' },
      nameSuffix: `-${randomUUID()}`,
      image,
      user: { uid: 65534, gid: 65534 },
      workingDir: '/',
      env: {},
      argv: ['true'],
      hostConfig: {
        NetworkMode: 'none',
        CapDrop: ['ALL'],
        ReadonlyRootfs: true,
        Mounts: [{ Type: 'bind', Source: dir, Target: '/probe', ReadOnly: true }],
      },
    });
    await containers.remove(id);
    return true;
  } catch (error) {
    if (imageNotFound.is(error)) return undefined;
    if (engineFailed.is(error) && /bind (source|mount)|no such file/i.test(error.message)) return false;
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

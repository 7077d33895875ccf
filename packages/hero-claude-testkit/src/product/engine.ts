import Docker from 'dockerode';

const instanceLabel = 'hero.claude.instance';

export interface RequiredEngine {
  /** An image the test needs; building it is the caller's or `make image`'s work. */
  image?: string;
}

/** The engine of this machine; throws what to do when none answers or the image is missing. A test never skips. */
export async function requireEngine(required: RequiredEngine = {}): Promise<Docker> {
  const docker = new Docker();
  try {
    await docker.ping();
  } catch (cause) {
    const where = process.env['DOCKER_HOST'] ?? '/var/run/docker.sock';
    throw new Error(`this test needs a Docker engine, and none answers at ${where}: run "make setup"`, {
      cause,
    });
  }
  if (required.image !== undefined) {
    await docker
      .getImage(required.image)
      .inspect()
      .catch((cause: unknown) => {
        throw new Error(`this test needs the image ${required.image}: run "make image"`, { cause });
      });
  }
  return docker;
}

/** Ids of all containers that carry the instance's label, running or not. */
export async function containersOf(docker: Docker, instance: string): Promise<string[]> {
  const filters = { label: [`${instanceLabel}=${instance}`] };
  return (await docker.listContainers({ all: true, filters })).map(({ Id }) => Id);
}

/** Removes every container of one instance, and nothing else. */
export async function removeContainersOf(docker: Docker, instance: string): Promise<void> {
  for (const id of await containersOf(docker, instance)) {
    await docker.getContainer(id).remove({ force: true, v: true }).catch(ignoreGone);
  }
}

/** A container that ends by itself meanwhile is as good as removed. */
function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
}

import type { HostConfig, MountSettings } from 'dockerode';
import { programPaths } from '../../../domain/container/program-path.ts';
import type { EngineGrants } from '../engine/engine-grants.ts';
import type { Images } from '../image/images.ts';
import type { ContainerRole } from '../labels.ts';
import type { AgentSpec, SessionSpec } from './container-spec.ts';
import type { Containers, CreatedContainer } from './containers.ts';
import { agentMounts, type CreateRequest, hostConfig, sessionMounts } from './create-options.ts';

/** Makes the containers over a session from what the engine grants. */
export class ContainerFactory {
  readonly #containers: Containers;
  readonly #grants: EngineGrants;
  readonly #images: Images;
  readonly #instance: string;

  constructor(parts: { containers: Containers; grants: EngineGrants; images: Images; instance: string }) {
    this.#containers = parts.containers;
    this.#grants = parts.grants;
    this.#images = parts.images;
    this.#instance = parts.instance;
  }

  /** The agent's container: session folders, gateway sockets and journals; not started yet. */
  async createAgent(spec: AgentSpec, signal?: AbortSignal): Promise<CreatedContainer> {
    const mounts = [...sessionMounts(spec.mounts), ...agentMounts(spec.agentMounts)];
    return this.#containers.create(await this.#request(spec, 'agent', mounts, spec.argv), signal);
  }

  /** A container over the session folders alone: neither sockets nor journals, so nothing in it can pose as the agent. */
  async createSide(spec: SessionSpec): Promise<CreatedContainer> {
    const mounts = sessionMounts(spec.mounts);
    return this.#containers.create(await this.#request(spec, 'side', mounts, ['sleep', 'infinity']));
  }

  async #request(
    spec: SessionSpec,
    role: ContainerRole,
    mounts: MountSettings[],
    argv: readonly [string, ...string[]],
  ): Promise<CreateRequest> {
    const [paths, config] = await Promise.all([this.#programPaths(spec), this.#hostConfig(spec, mounts)]);
    return {
      owner: { instance: this.#instance, sessionId: spec.sessionId, role },
      image: spec.image,
      user: spec.user,
      workingDir: spec.workingDir,
      env: { ...spec.env, ...paths },
      argv,
      hostConfig: config,
    };
  }

  async #programPaths({ image, env }: SessionSpec): Promise<Record<string, string>> {
    return programPaths(env['PATH'] ?? (await this.#images.find(image))?.path);
  }

  async #hostConfig(spec: SessionSpec, mounts: MountSettings[]): Promise<HostConfig> {
    const grants = await this.#grants.get(spec.image, spec.user);
    return hostConfig({ ...grants, limits: spec.limits, mounts, runtime: spec.runtime });
  }
}

import { constants } from 'node:fs';
import { access, opendir } from 'node:fs/promises';
import { listMcpServers } from '../adapters/claude/host/mcp-servers.ts';
import { freeBytes } from '../adapters/disk-space.ts';
import type { Engine } from '../adapters/docker/engine.ts';
import type { Gateway } from '../adapters/gateway.ts';
import type { SourceGit } from '../adapters/git/source/source-git.ts';
import type { Config } from '../config.ts';
import { builtImage } from '../domain/container/built-image.ts';
import { imageMissingTool, imageNotFound, imageWrongCli } from '../domain/container/engine-errors.ts';
import type { AccountLimits } from '../domain/money/money.ts';
import type { Check, NamedMcpServer, ServerHealth, ServerInfo } from '../domain/server.ts';
import { claudeCodeVersion, version } from '../version.ts';
import { accountChecks } from './money/account-checks.ts';
import { mcpFile } from './session/lifecycle/session-config-files.ts';
import type { SessionRecords } from './session/session-records.ts';

const gib = 2 ** 30;
const lowDiskBytes = 5 * gib;
const expiryWarningMs = 24 * 3_600_000;

export interface ServerParts {
  config: Config;
  instance: string;
  engine: Engine;
  /** The user of the containers. */
  owner: { uid: number; gid: number };
  gateway: Gateway;
  git: Pick<SourceGit, 'checkLayout'>;
  records: SessionRecords;
  /** The limits of the subscription, as last seen. */
  money: { readonly account: AccountLimits | null };
  startedAt: Date;
}

/** What is known of the server and of what it stands on. */
export class ServerService {
  readonly #parts: ServerParts;
  /** Written once: it takes as long as all the rest of `info`. */
  readonly #startedAt: string;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#startedAt = parts.startedAt.toISOString();
  }

  info(): ServerInfo {
    const { config, instance, records, money } = this.#parts;
    return {
      service: 'hero_claude_server',
      version,
      pid: process.pid,
      instance,
      started_at: this.#startedAt,
      code_root: config.codeRoot,
      build_dir: config.buildDir,
      image: config.image,
      claude_code_version: claudeCodeVersion,
      max_running: config.maxRunning,
      sessions: { ...records.countByStatus() },
      account: money.account,
    };
  }

  async mcpServers(): Promise<NamedMcpServer[]> {
    return listMcpServers(mcpFile(this.#parts.config));
  }

  async health(): Promise<ServerHealth> {
    const others = (
      await Promise.all([
        this.#engine(),
        this.#image(),
        this.#gateway(),
        this.#credential(),
        this.#disk(),
        this.#repositories(),
        this.#layout(),
      ])
    ).flat();
    const checks = [this.#database(), ...others, ...accountChecks(this.#parts.money.account)];
    return {
      status: checks.some((check) => check.status === 'fail') ? 'degraded' : 'ok',
      version,
      uptime_seconds: Math.round(process.uptime()),
      checks,
    };
  }

  #database(): Check {
    try {
      this.#parts.records.probe();
      return { name: 'database', status: 'ok', message: 'answers' };
    } catch (error) {
      return { name: 'database', status: 'fail', message: (error as Error).message };
    }
  }

  async #engine(): Promise<Check[]> {
    const verdict = await this.#parts.engine.check(this.#parts.config.image);
    if (!verdict.usable) {
      const { message, hint } = verdict.problem;
      return [{ name: 'engine', status: 'fail', message, ...(hint !== undefined && { fix: hint }) }];
    }
    if (verdict.product === 'Podman') {
      const message = `Podman ${verdict.version}: sessions are made for Docker, and a start may be refused`;
      return [
        { name: 'engine', status: 'warn', message, fix: 'use Docker: unset DOCKER_RUNTIME and DOCKER_HOST' },
      ];
    }
    const checks: Check[] = [{ name: 'engine', status: 'ok', message: `Docker ${verdict.version}` }];
    if (!verdict.liveRestore) {
      checks.push({
        name: 'live-restore',
        status: 'warn',
        message: 'live-restore is off: agents end when the engine is restarted',
        fix: 'set "live-restore": true in /etc/docker/daemon.json and reload the engine; make setup does it',
      });
    }
    return checks;
  }

  async #image(): Promise<Check[]> {
    const { engine, config, owner } = this.#parts;
    const name = 'image';
    const { image } = config;
    try {
      const found = await engine.findImage(image);
      if (found === undefined) {
        if (image !== builtImage) throw imageNotFound({ image });
        const message = `${image} is not built yet; the first start builds it`;
        return [{ name, status: 'warn', message, fix: 'hero-claude image build' }];
      }
      await engine.probeImage(found.id, { image, user: owner, cliVersion: claudeCodeVersion });
      return [{ name, status: 'ok', message: `${image} is here, with Claude Code ${claudeCodeVersion}` }];
    } catch (error) {
      if (!imageNotFound.is(error) && !imageMissingTool.is(error) && !imageWrongCli.is(error)) return [];
      return [
        {
          name,
          status: 'fail',
          message: error.message,
          ...(error.hint !== undefined && { fix: error.hint }),
        },
      ];
    }
  }

  async #gateway(): Promise<Check[]> {
    try {
      const { version: running } = await this.#parts.gateway.health();
      return [{ name: 'gateway', status: 'ok', message: `version ${running}` }];
    } catch (error) {
      const message = (error as Error).message;
      return [{ name: 'gateway', status: 'fail', message, fix: 'hero-claude start' }];
    }
  }

  async #credential(): Promise<Check[]> {
    try {
      const { source, expires_at, problem } = await this.#parts.gateway.credential();
      if (source === null || (problem !== null && problem !== undefined)) {
        // The gateway's own words end with what mends it.
        return [{ name: 'credential', status: 'fail', message: problem ?? 'no model credential' }];
      }
      const expires = expires_at === null || expires_at === undefined ? undefined : Date.parse(expires_at);
      if (expires !== undefined && expires - Date.now() < expiryWarningMs) {
        const message = `${source} expires at ${expires_at}`;
        return [{ name: 'credential', status: 'warn', message, fix: 'log in again: claude auth login' }];
      }
      return [{ name: 'credential', status: 'ok', message: `from ${source}` }];
    } catch {
      return [];
    }
  }

  /** The services go on without it: sessions that exist are not of less use. */
  async #repositories(): Promise<Check[]> {
    const { codeRoot } = this.#parts.config;
    const name = 'repositories';
    try {
      await (await opendir(codeRoot)).close();
      await access(codeRoot, constants.X_OK);
      return [{ name, status: 'ok', message: `in ${codeRoot}` }];
    } catch (error) {
      const message = `CODEROOT=${codeRoot} cannot be read: ${(error as Error).message}`;
      const fix = 'set CODEROOT to the folder that holds your repositories, then hero-claude restart';
      return [{ name, status: 'fail', message, fix }];
    }
  }

  /** Said only when it is wrong: nothing can be created then. */
  async #layout(): Promise<Check[]> {
    const { codeRoot, buildDir } = this.#parts.config;
    try {
      await this.#parts.git.checkLayout(codeRoot, buildDir);
      return [];
    } catch (error) {
      const { message, hint } = error as Error & { hint?: string };
      return [{ name: 'sessions', status: 'fail', message, ...(hint !== undefined && { fix: hint }) }];
    }
  }

  async #disk(): Promise<Check[]> {
    const { buildDir, diskReserveGb } = this.#parts.config;
    let free: number;
    try {
      free = await freeBytes(buildDir);
    } catch (error) {
      const message = `BUILDDIR ${buildDir} cannot be looked at: ${(error as Error).message}`;
      return [{ name: 'disk', status: 'fail', message, fix: `make ${buildDir} a folder the server can use` }];
    }
    const message = `${(free / gib).toFixed(1)} GiB free in ${buildDir}`;
    const fix = 'hero-claude trash empty frees what destroyed sessions hold';
    if (free < diskReserveGb * gib) {
      const consequence = `less than ${diskReserveGb}: nothing is created or started`;
      return [{ name: 'disk', status: 'fail', message: `${message}, ${consequence}`, fix }];
    }
    if (free >= lowDiskBytes) return [{ name: 'disk', status: 'ok', message }];
    return [{ name: 'disk', status: 'warn', message, fix }];
  }
}

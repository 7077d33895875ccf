import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Confinement } from '../adapters/docker/container/confinement.ts';
import type { Engine } from '../adapters/docker/engine.ts';
import type { SourceGit } from '../adapters/git/source/source-git.ts';
import type { Config } from '../config.ts';
import type { CheckedGuarantee } from '../domain/guarantees/guarantee.ts';
import { guarantees } from '../domain/guarantees/guarantees.ts';
import type { Check } from '../domain/server.ts';
import { sessionFolder } from '../domain/session/session-folder.ts';

type Finding = Omit<Check, 'name'>;

export interface GuaranteeParts {
  config: Pick<Config, 'buildDir' | 'codeRoot' | 'dataDir' | 'cfgDir' | 'socketDir' | 'trashDays'>;
  engine: Engine;
  git: Pick<SourceGit, 'checkLayout'>;
}

const ok = (message: string): Finding => ({ status: 'ok', message });
const defaultTrashDays = 30;

/** The promises, each with what this installation shows of it where that can be seen. */
export class GuaranteeService {
  readonly #parts: GuaranteeParts;

  constructor(parts: GuaranteeParts) {
    this.#parts = parts;
  }

  async list(): Promise<CheckedGuarantee[]> {
    const found = this.#parts.engine.confinement();
    // Each check that needs it says so itself.
    found.catch(() => undefined);
    const probes: Record<string, () => Promise<Finding>> = {
      sources_unwritten: async () => this.#layout(),
      lines_once: async () => this.#liveRestore(),
      deletion: async () => this.#trash(),
      no_secrets: async () => this.#privateFiles(),
      egress: async () => this.#confined(await found, 'has a network', 'without a network'),
      neighbours: async () => this.#mounts(await found),
      limits: async () => this.#confined(await found, '', 'with every limit and restriction'),
      access: async () => this.#sockets(),
      upgrade: async () => this.#backups(),
    };
    return Promise.all(
      guarantees.map(async (guarantee) => {
        const probe = probes[guarantee.id];
        return { ...guarantee, now: probe === undefined ? null : await this.#check(guarantee.id, probe) };
      }),
    );
  }

  async #check(name: string, probe: () => Promise<Finding>): Promise<Check> {
    try {
      return { name, ...(await probe()) };
    } catch (error) {
      return { name, status: 'warn', message: `could not be looked at: ${(error as Error).message}` };
    }
  }

  async #layout(): Promise<Finding> {
    const { codeRoot, buildDir } = this.#parts.config;
    try {
      await this.#parts.git.checkLayout(codeRoot, buildDir);
      return ok(`${buildDir} is in no repository`);
    } catch (error) {
      const { message, hint } = error as Error & { hint?: string };
      return { status: 'fail', message, ...(hint !== undefined && { fix: hint }) };
    }
  }

  async #liveRestore(): Promise<Finding> {
    const verdict = await this.#parts.engine.check();
    if (!verdict.usable) return { status: 'warn', message: verdict.problem.message };
    return verdict.liveRestore
      ? ok('the engine can be restarted under its agents')
      : {
          status: 'warn',
          message: 'live-restore is off: turns end when the engine is restarted',
          fix: 'set "live-restore": true in /etc/docker/daemon.json; make setup does it',
        };
  }

  #trash(): Finding {
    const { trashDays } = this.#parts.config;
    const message = `destroyed sessions can be restored for ${trashDays} days`;
    return trashDays >= defaultTrashDays
      ? ok(message)
      : { status: 'warn', message, fix: `HERO_CLAUDE_TRASH_DAYS=${defaultTrashDays} is the default` };
  }

  /** What lies in our folders is for this user alone. */
  async #privateFiles(): Promise<Finding> {
    const { dataDir, cfgDir } = this.#parts.config;
    const paths = [dataDir, join(cfgDir, 'token'), join(cfgDir, 'env'), join(dataDir, 'db.sqlite')];
    return openToOthers(paths, 0o077, 'credentials, token and database are for this user alone');
  }

  async #sockets(): Promise<Finding> {
    const { socketDir } = this.#parts.config;
    const paths = ['hero_claude_server.sock', 'hero_claude_server_remote.sock', 'hero_claude_gateway.sock'];
    // A group may be let in by HERO_SOCKET_GROUP; others never.
    return openToOthers(
      paths.map((name) => join(socketDir, name)),
      0o007,
      `the sockets in ${socketDir} are closed to others`,
    );
  }

  #confined(found: Confinement[], flaw: string, how: string): Finding {
    const flawed = found.filter(({ flaws }) => (flaw === '' ? flaws.length > 0 : flaws.includes(flaw)));
    if (flawed.length === 0) return ok(`${found.length} running containers, all ${how}`);
    const told = flawed.map(({ container, flaws }) => `${container} ${flaws.join(', ')}`);
    return { status: 'fail', message: told.join('; '), fix: 'stop these sessions and start them again' };
  }

  #mounts(found: Confinement[]): Finding {
    const { buildDir, dataDir } = this.#parts.config;
    const foreign = found.flatMap(({ container, sessionId, mounted }) => {
      if (sessionId === undefined) return [];
      const own = [sessionFolder(buildDir, sessionId).root, join(dataDir, 'run', sessionId)];
      return mounted
        .filter((path) => !own.some((root) => path === root || path.startsWith(`${root}/`)))
        .map((path) => `${container} sees ${path}`);
    });
    return foreign.length === 0
      ? ok(`${found.length} running containers, each with the folders of its own session`)
      : { status: 'fail', message: foreign.join('; '), fix: 'stop these sessions and start them again' };
  }

  async #backups(): Promise<Finding> {
    const names = await readdir(this.#parts.config.dataDir);
    const backups = names.filter((name) => name.startsWith('db.sqlite.backup-')).sort();
    return ok(backups.length === 0 ? 'there was no upgrade yet' : `the newest backup is ${backups.at(-1)}`);
  }
}

async function openToOthers(paths: readonly string[], mask: number, well: string): Promise<Finding> {
  const modes = await Promise.all(
    paths.map(async (path) => ({
      path,
      mode: await stat(path).then(
        ({ mode }) => mode,
        () => 0,
      ),
    })),
  );
  const open = modes.filter(({ mode }) => (mode & mask) !== 0).map(({ path }) => path);
  return open.length === 0
    ? ok(well)
    : { status: 'fail', message: `others may use ${open.join(', ')}`, fix: `chmod o=,g= ${open.join(' ')}` };
}

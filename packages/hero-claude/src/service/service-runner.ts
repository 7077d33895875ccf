import { closeSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { isRunning } from 'hero-rpc/node';
import { healthOf } from './ask-socket.ts';
import { daemonProgram, type ServiceName, socketOf } from './daemons.ts';
import { logFileOf, openLog, rotateLog } from './log-file.ts';
import type { ServiceRecord, ServiceState } from './record.ts';
import { adoptService, type Exit, endService, type ServiceProcess, spawnService } from './service-process.ts';
import { environmentOf, type Settings } from './settings.ts';

export interface RunnerOptions {
  name: ServiceName;
  env: () => NodeJS.ProcessEnv;
  logDir: string;
  settings: () => Settings;
  /** Called after every change of the record. */
  onChange: () => void;
}

const healthPollMs = 100;
const firstBackOffMs = 250;
const longestBackOffMs = 30_000;
/** Who has run this long begins with a short wait again. */
const settledMs = 30_000;
const stopGraceMs = 6000;
const readyTimeoutMs = 60_000;
/** Another one has the socket or the port; the configuration is wrong; the flags are. */
const hopeless = new Set([75, 78, 2]);

/** Keeps one daemon running. */
export class ServiceRunner {
  readonly #options: RunnerOptions;
  #record: ServiceRecord = {
    state: 'stopped',
    since: new Date().toISOString(),
    process: null,
    restarts: 0,
    log_from: 0,
  };
  #process: ServiceProcess | undefined;
  #stopping = new AbortController();
  #launching: Promise<void> = Promise.resolve();
  #watching: Promise<void> = Promise.resolve();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  get record(): ServiceRecord {
    return this.#record;
  }

  /** Starts the daemon unless it is up, and waits until it answers, has ended or takes too long. */
  async start(): Promise<void> {
    if (this.#process === undefined) {
      // What is left of the time before: it may be about to start the daemon once more.
      await this.#watching;
      this.#stopping = new AbortController();
      if (this.#process === undefined) await this.#launch();
    }
    await Promise.race([this.#ready(), wait(readyTimeoutMs, undefined, { ref: false })]);
  }

  /** Forgets earlier failures and ends waiting, so that nobody takes them for those of the start to come. */
  prepare(): void {
    if (this.#process !== undefined) return;
    this.#stopping.abort();
    const { exit: _, ...record } = this.#record;
    this.#record = { ...record, restarts: 0 };
    this.#set('starting', { process: null });
  }

  /** Takes over the process that an earlier supervisor started, when it is still that one. */
  adopt(before: ServiceRecord | undefined): boolean {
    if (before?.process == null || !isRunning(before.process)) return false;
    this.#record = { ...before, state: 'starting', restarts: 0 };
    this.#watch(adoptService(before.process));
    return true;
  }

  /** Resolves when the daemon answers on its socket, or its process has ended. */
  async #ready(): Promise<void> {
    const process = this.#process;
    const socket = socketOf(this.#options.name, this.#options.settings());
    for (;;) {
      if (process === undefined || process !== this.#process) return;
      // Another pid on the socket is another server, and ours is about to say so.
      if ((await healthOf(socket))?.pid === process.identity.pid) {
        this.#set('running', {});
        return;
      }
      await Promise.race([wait(healthPollMs), process.exited]);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#launching;
    if (this.#process !== undefined) await endService(this.#process, stopGraceMs);
    await this.#watching;
    this.#set('stopped', { process: null });
  }

  async #launch(): Promise<void> {
    this.#launching = this.#spawn();
    await this.#launching;
  }

  async #spawn(): Promise<void> {
    const { name, logDir, settings } = this.#options;
    const env = this.#options.env();
    const file = logFileOf(logDir, name);
    rotateLog(file);
    const log = openLog(file);
    try {
      const { command, args } = daemonProgram(name, settings());
      // Folders of the settings are absolute; a relative path elsewhere must not depend on who started us.
      const cwd = env['HOME'] ?? homedir();
      const process = await spawnService({
        command,
        args,
        env: environmentOf(settings(), env),
        cwd,
        log: log.fd,
      });
      this.#set('starting', { process: process.identity, log_from: log.size });
      this.#watch(process);
    } catch (error) {
      writeSync(log.fd, `${name} cannot be run: ${(error as Error).message}\n`);
      this.#set('failed', { process: null, log_from: log.size });
    } finally {
      closeSync(log.fd);
    }
  }

  #watch(process: ServiceProcess): void {
    this.#process = process;
    const startedAt = Date.now();
    const untilEnd = async (): Promise<void> => {
      const exit = await process.exited;
      this.#process = undefined;
      if (!this.#stopping.signal.aborted) await this.#ended(exit, Date.now() - startedAt);
    };
    this.#watching = untilEnd();
  }

  async #ended(exit: Exit, ranMs: number): Promise<void> {
    if (exit.code !== null && hopeless.has(exit.code)) {
      this.#set('failed', { process: null, exit });
      return;
    }
    const restarts = ranMs >= settledMs ? 1 : this.#record.restarts + 1;
    this.#set('waiting', { process: null, exit, restarts });
    const backOffMs = Math.min(firstBackOffMs * 2 ** (restarts - 1), longestBackOffMs);
    await wait(backOffMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    if (this.#stopping.signal.aborted) return;
    await this.#launch();
    // Not awaited: whoever stops us waits for the end of the process, not for its first answer.
    void this.#ready();
  }

  #set(state: ServiceState, change: Partial<ServiceRecord>): void {
    const since = state === this.#record.state ? this.#record.since : new Date().toISOString();
    this.#record = { ...this.#record, ...change, state, since };
    this.#options.onChange();
  }
}

import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { ConfigError, makeFolder } from 'hero-rpc/node';
import ipaddr from 'ipaddr.js';
import type { Logger } from 'pino';
import { AccountPoll } from './account/account-poll.ts';
import { BudgetBook } from './budget/budget-book.ts';
import type { Config } from './config.ts';
import { type CredentialState, credentialSource } from './credential/credential-source.ts';
import { dnsResolver, systemResolver } from './egress/resolve.ts';
import { sharedLookup } from './egress/shared-lookup.ts';
import { type Ledger, openLedger } from './ledger/ledger.ts';
import { untilReleased } from './lib/until-released.ts';
import { GatewayMetrics } from './metrics.ts';
import { ScanTurns } from './model/scan-turns.ts';
import { openUpstream } from './model/upstream.ts';
import { type PriceTable, readPriceTable } from './prices/price-table.ts';
import { SessionGates } from './session/session-gates.ts';

/** Everything but the control socket. */
export interface Gateway {
  gates: SessionGates;
  ledger: Ledger;
  metrics: GatewayMetrics;
  budgets: BudgetBook;
  prices: PriceTable;
  accountPoll: AccountPoll;
  credential: () => Promise<CredentialState>;
  /** Stops serving after at most `graceMs` for what is in flight. */
  close(graceMs: number): Promise<void>;
}

const second = 1_000;
const minute = 60 * second;

const modelLimits = {
  maxConnections: 128,
  maxHeaderBytes: 32 * 1_024,
  headersTimeoutMs: 30 * second,
  // A slow way up holds the client back, too.
  requestTimeoutMs: 15 * minute,
};
const egressLimits = {
  connectTimeoutMs: 15 * second,
  maxConnections: 256,
  maxHeaderBytes: 16 * 1_024,
  headersTimeoutMs: 10 * second,
  idleTimeoutMs: 15 * minute,
};

/** Of the four threads that files and compression need as well. */
const systemLookups = 2;

/** Shorter than Claude Code's own patience with a call that does not begin. */
const budgetPatienceMs = minute;

const shippedPrices = join(import.meta.dirname, '..', 'prices.json');

/** What one session may use of each socket. */
export interface GatewayLimits {
  model?: Partial<typeof modelLimits>;
  egress?: Partial<typeof egressLimits>;
  budgetPatienceMs?: number;
}

/** Opens the ledger and serves every session in it. */
export async function openGateway(config: Config, log: Logger, limits: GatewayLimits = {}): Promise<Gateway> {
  try {
    makeFolder(config.dataDir, 0o700);
  } catch (error) {
    const message = `The data folder ${config.dataDir} cannot be made: ${(error as Error).message}. Set HOME.`;
    throw new ConfigError(message, { cause: error });
  }
  const metrics = new GatewayMetrics();
  const prices = readPriceTable(shippedPrices, config.pricesFile);
  const open = async () =>
    openLedger(join(config.dataDir, 'ledger.sqlite'), prices, (err) => {
      metrics.ledgerFailed();
      log.error({ err }, 'the ledger could not be written');
    });
  // Whoever has it although the control socket is ours: a gateway that lets its last calls end, or a restore.
  const ledger = await untilReleased(open, async () => true);
  const budgets = new BudgetBook({
    ledger,
    perSession: config.limitsPerSession,
    perDay: config.limitsPerDay,
    patienceMs: limits.budgetPatienceMs ?? budgetPatienceMs,
  });
  const credential = credentialSource(config);
  const upstream = openUpstream({
    url: config.modelUrl,
    httpProxy: config.httpProxy,
    httpsProxy: config.httpsProxy,
    noProxy: config.noProxy,
    connectTimeoutMs: 10 * second,
    // Claude Code itself gives a call up after ten minutes.
    silenceTimeoutMs: 15 * minute,
  });
  const gates = new SessionGates({
    ledger,
    metrics,
    budgets,
    prices,
    scanTurns: new ScanTurns(),
    log,
    serverTools: config.serverTools,
    model: {
      upstream,
      credential,
      maxRequestBytes: config.maxRequestBytes,
      logBodies: config.logBodies,
      ...modelLimits,
      ...limits.model,
    },
    egress: {
      resolvePublic: dnsResolver(config.dnsServers),
      resolveListed: sharedLookup(systemResolver, systemLookups),
      ownAddresses,
      ...egressLimits,
      ...limits.egress,
    },
  });
  await gates.restore();
  const accountPoll = new AccountPoll({
    upstream,
    credential,
    isWanted: () => gates.isServing,
    onLimits: (source, seen) => ledger.recordAccountLimits(source, seen),
    log,
  });
  accountPoll.start();
  return {
    gates,
    ledger,
    metrics,
    budgets,
    prices,
    accountPoll,
    credential,
    async close(graceMs) {
      accountPoll[Symbol.dispose]();
      await gates.stop(graceMs);
      await upstream.close();
      ledger[Symbol.dispose]();
    },
  };
}

/** Asked anew each time: interfaces come and go. */
function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(
    all
      .filter(({ address }) => ipaddr.isValid(address))
      .map(({ address }) => ipaddr.parse(address).toString()),
  );
}

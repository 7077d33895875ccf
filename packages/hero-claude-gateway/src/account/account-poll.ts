import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { CredentialState } from '../credential/credential-source.ts';
import type { AccountLimitName, SeenLimit } from '../ledger/account-limit-table.ts';
import { oauthBeta } from '../model/headers.ts';
import type { Upstream } from '../model/upstream.ts';

export interface AccountPollOptions {
  upstream: Pick<Upstream, 'send'>;
  credential: () => Promise<CredentialState>;
  /** Nobody is asked while no session is open. */
  isWanted: () => boolean;
  onLimits: (credentialSource: string, limits: SeenLimit[]) => void;
  log: Logger;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const timeoutMs = 10_000;
const maxAnswerBytes = 262_144;
const target = '/api/oauth/usage?skip_spend=1';

const Window = z
  .object({ utilization: z.number().min(0).nullish(), resets_at: z.string().nullish() })
  .nullish();
const AccountUsage = z.object({ five_hour: Window, seven_day: Window });

/**
 * Asks once an hour how much of the account is used, since answers to model calls tell it only while there are
 * any. Only a login can be asked about, and not by the tokens of `claude setup-token`.
 */
export class AccountPoll implements Disposable {
  readonly #options: AccountPollOptions;
  #timer: NodeJS.Timeout | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Digest of a credential that may not ask. */
  #refused = '';

  constructor(options: AccountPollOptions) {
    this.#options = options;
  }

  start(): void {
    const look = (): void => void this.askWhenDue();
    this.#timer = setInterval(look, minuteMs).unref();
    look();
  }

  /** Never throws. */
  async askWhenDue(now = Date.now()): Promise<void> {
    if (now - this.#askedAt < hourMs || !this.#options.isWanted()) return;
    try {
      const { source, credential } = await this.#options.credential();
      if (credential?.readsAccount !== true || this.#refused === digestOf(credential.secret)) return;
      this.#askedAt = now;
      const { status, text } = await this.#ask(credential.secret);
      if (status >= 400 && status < 500 && status !== 429) this.#refused = digestOf(credential.secret);
      if (status !== 200) throw new Error(`${target} answered ${status}`);
      this.#options.onLimits(source, limitsIn(AccountUsage.parse(JSON.parse(text))));
    } catch (error) {
      this.#options.log.info({ err: error }, 'the use of the account could not be asked for');
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #ask(secret: string): Promise<{ status: number; text: string }> {
    const answer = await this.#options.upstream.send({
      method: 'GET',
      target,
      headers: [
        'authorization',
        `Bearer ${secret}`,
        'anthropic-beta',
        oauthBeta,
        'accept-encoding',
        'identity',
      ],
      body: null,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.status, text: await textOf(answer.body) };
  }
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error(`${target} answered more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function limitsIn(usage: z.infer<typeof AccountUsage>): SeenLimit[] {
  const names: AccountLimitName[] = ['five_hour', 'seven_day'];
  return names.flatMap((name) => {
    const { utilization, resets_at: resets } = usage[name] ?? {};
    if (utilization === undefined || utilization === null) return [];
    const resetsAtMs = Date.parse(resets ?? '');
    const resetsAt = Number.isNaN(resetsAtMs) ? null : new Date(resetsAtMs).toISOString();
    return [{ name, usedPercent: Math.round(utilization * 100) / 100, resetsAt }];
  });
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

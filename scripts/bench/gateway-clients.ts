import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Product, startProduct } from 'hero-claude-testkit';
import type { AnswerReport } from './answer-load.ts';
import type { UpstreamReady } from './answer-upstream.ts';
import { messageOf, startProcess } from './child-process.ts';
import type { DownloadReport } from './egress-load.ts';
import { makeCertificate } from './test-certificate.ts';

/** Through the gateway, or without it. */
export type Side = 'ours' | 'bare';
/** What the upstream speaks; over the gateway's own sockets it is never TLS. */
export type Transport = 'tls' | 'plain';

interface Places {
  certFile: string;
  upstreamSocket: string;
  ports: Record<Transport, number>;
  token: string;
  modelSocket: string;
  egressSocket: string;
}

/** A gateway with one session, an upstream behind it, and clients of both: each is a process of its own. */
export class GatewayClients implements AsyncDisposable {
  readonly #product: Product;
  readonly #places: Places;
  readonly #endUpstream: () => void;

  private constructor(product: Product, places: Places, endUpstream: () => void) {
    this.#product = product;
    this.#places = places;
    this.#endUpstream = endUpstream;
  }

  /** The gateway itself is not there yet: see `start`. */
  static async open(): Promise<GatewayClients> {
    const product = await startProduct({ from: 'dist', parts: [] });
    const { keyFile, certFile } = await makeCertificate(product.home.dir);
    const upstreamSocket = join(product.home.socketDir, 'upstream.sock');
    const upstream = startProcess('answer-upstream.ts', upstreamSocket, keyFile, certFile);
    const { port, tlsPort } = await messageOf<UpstreamReady>(upstream, 'the upstream');
    const runDir = join(product.home.dir, 'run', 'benchmark');
    const places = {
      certFile,
      upstreamSocket,
      ports: { plain: port, tls: tlsPort },
      token: `hero-${randomBytes(16).toString('hex')}`,
      modelSocket: join(runDir, 'model.sock'),
      egressSocket: join(runDir, 'egress.sock'),
    };
    return new GatewayClients(product, places, () => upstream.kill());
  }

  /** Starts the gateway with an upstream that speaks `transport`, in the place of the one before. */
  async start(transport: Transport): Promise<void> {
    const { ports, certFile, token, modelSocket } = this.#places;
    const url = transport === 'tls' ? `https://localhost:${ports.tls}` : `http://127.0.0.1:${ports.plain}`;
    const env = {
      HERO_CLAUDE_MODEL_URL: url,
      NODE_EXTRA_CA_CERTS: certFile,
    };
    await this.#product.start('gateway', { env });
    const allow = Object.values(ports).map((port) => `localhost:${port}`);
    await this.#product.gatewayRpc('session.open', {
      session_id: 'be9c4a00',
      token_sha256: createHash('sha256').update(token).digest('hex'),
      run_dir: join(modelSocket, '..'),
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
      egress: { policy: 'allowlist', allow },
    });
  }

  async stop(): Promise<void> {
    await this.#product.gateway.stop();
  }

  /** So many answers at once, each connection `each` of them one after the other. */
  ask(side: Side, transport: Transport, answer: string, streams: number, each = 1): Promise<AnswerReport> {
    const { certFile, upstreamSocket, ports, token, modelSocket } = this.#places;
    const direct = transport === 'tls' ? String(ports.tls) : upstreamSocket;
    const where = side === 'ours' ? modelSocket : direct;
    const path = `/v1/messages?${answer}`;
    const client = startProcess('answer-load.ts', where, certFile, path, token, streams, each);
    return messageOf<AnswerReport>(client, 'a client of the model');
  }

  download(side: Side, transport: Transport, megabytes: number): Promise<DownloadReport> {
    const { certFile, ports, egressSocket } = this.#places;
    const proxy = side === 'ours' ? egressSocket : '';
    const trusted = transport === 'tls' ? certFile : '';
    const client = startProcess('egress-load.ts', proxy, ports[transport], trusted, megabytes);
    return messageOf<DownloadReport>(client, 'a download');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endUpstream();
    await this.#product.close();
  }
}

import type { Socket } from 'node:net';
import { decide, type EgressPolicy } from './policy.ts';
import type { EgressTarget } from './target.ts';

/** A connection that a decision opened. */
export interface Tunnel {
  target: EgressTarget;
  /** It may lead to an address on the own machine or network, for a rule named it. */
  privateAllowed: boolean;
  client: Socket;
  remote: Socket;
}

/** The connections of one session that are open now. */
export class OpenTunnels {
  readonly #open = new Set<Tunnel>();

  add(tunnel: Tunnel): void {
    this.#open.add(tunnel);
    tunnel.remote.once('close', () => this.#open.delete(tunnel));
  }

  /** Cuts what `policy` would not open again. */
  cutRefused(policy: EgressPolicy): void {
    for (const { target, privateAllowed, client, remote } of this.#open) {
      const now = decide(policy, target);
      if (now.allowed && now.privateAllowed === privateAllowed) continue;
      client.destroy();
      remote.destroy();
    }
  }
}

import { Agent } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections to the server, kept per client connection: none is shared between two clients, so nothing that one
 * of them sends can come to stand before a request of another.
 */
export class ClientAgents {
  readonly #agents = new WeakMap<Socket, Agent>();

  of(client: Socket): Agent {
    const known = this.#agents.get(client);
    if (known !== undefined) return known;
    const agent = new Agent({ keepAlive: true });
    this.#agents.set(client, agent);
    client.once('close', () => agent.destroy());
    return agent;
  }
}

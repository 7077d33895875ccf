import Docker from 'dockerode';
import { unlessAborted } from '../../../lib/interruption.ts';
import { translate } from '../translate.ts';
import type { Endpoint } from './endpoint.ts';

const defaultTimeoutMs = 60_000;

export interface CallOptions {
  /** What the call does, as it reads after "could not". */
  operation: string;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
  /** Names the container or image in a translated error. */
  subject?: string;
}

/** One engine, reached through dockerode; its errors leave here as ours. */
export class Connection {
  readonly docker: Docker;
  readonly endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
    // dockerode fills what is not given from DOCKER_HOST, so each field is said.
    // No agent of our own: docker-modem prints its options with all that hangs on them at each request.
    this.docker = new Docker({
      socketPath: endpoint.socketPath,
      host: endpoint.host,
      port: endpoint.port,
      protocol: 'http',
    });
  }

  /** Makes one bounded call. The signal given to `call` ends the request, not what the engine does with it. */
  async call<T>(options: CallOptions, call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.endpoint.refusal !== undefined) throw this.endpoint.refusal;
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
    try {
      return await unlessAborted(signal, call(signal));
    } catch (error) {
      options.signal?.throwIfAborted();
      throw translate(error, {
        endpoint: this.endpoint.url,
        operation: options.operation,
        subject: options.subject ?? '',
        timedOut: deadline.aborted ? timeoutMs : undefined,
      });
    }
  }
}

import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Question {
  method?: 'GET' | 'POST';
  path: string;
  body?: unknown;
  timeoutMs?: number;
}

const defaultTimeoutMs = 2000;

/** One JSON request over a Unix socket; undefined when nobody answers it well. */
export async function askSocket<Answer>(
  socketPath: string,
  { method = 'GET', path, body, timeoutMs = defaultTimeoutMs }: Question,
): Promise<Answer | undefined> {
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const headers = { host: 'localhost', 'content-type': 'application/json' };
      const asked = request(
        { socketPath, path, method, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) },
        (response) => {
          text(response)
            .then((answer) => {
              if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
              resolve(JSON.parse(answer) as Answer);
            })
            .catch(reject);
        },
      );
      asked.once('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  } catch {
    return undefined;
  }
}

export interface Health {
  status: string;
  service: string;
  version: string;
  pid: number;
}

/** What a daemon says of itself; undefined when none answers on the socket. */
export async function healthOf(socketPath: string): Promise<Health | undefined> {
  return askSocket<Health>(socketPath, { path: '/health' });
}

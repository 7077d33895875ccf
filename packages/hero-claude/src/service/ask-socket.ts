import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Question {
  method?: 'GET' | 'POST';
  path: string;
  body?: unknown;
  timeoutMs?: number;
}

const defaultTimeoutMs = 2000;

function open(socketPath: string, question: Question): Promise<IncomingMessage> {
  const { method = 'GET', path, body, timeoutMs = defaultTimeoutMs } = question;
  return new Promise((resolve, reject) => {
    const headers = { host: 'localhost', 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(timeoutMs);
    const asked = request({ socketPath, path, method, headers, agent: false, signal }, resolve);
    asked.once('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** One JSON request over a Unix socket; undefined when nobody answers it well. */
export async function askSocket<Answer>(socketPath: string, question: Question): Promise<Answer | undefined> {
  try {
    const response = await open(socketPath, question);
    const answer = await text(response);
    return response.statusCode === 200 ? (JSON.parse(answer) as Answer) : undefined;
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

import { type IncomingMessage, request } from 'node:http';
import { parseEventStream } from 'hero-claude-sdk';

export interface PostOptions {
  socketPath: string;
  token: string | undefined;
  /** What client and server agreed on; undefined before. */
  protocolVersion: string | undefined;
  signal: AbortSignal;
}

/** The server answered with something that is not MCP. */
export class McpHttpError extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(`HTTP ${status}: ${text.slice(0, 500)}`);
    this.name = 'McpHttpError';
    this.status = status;
  }
}

/** Posts one message and gives the messages that come back: none, one as JSON, or a stream of them. */
export async function* postMessage(body: string, options: PostOptions): AsyncGenerator<string> {
  const { socketPath, token, protocolVersion, signal } = options;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({
      socketPath,
      path: '/mcp',
      method: 'POST',
      agent: false,
      signal,
      headers: {
        host: 'localhost',
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(protocolVersion !== undefined && { 'mcp-protocol-version': protocolVersion }),
      },
    });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end(body);
  });
  response.setEncoding('utf8');
  const status = response.statusCode ?? 0;
  if (status === 200 && response.headers['content-type']?.startsWith('text/event-stream') === true) {
    for await (const { data } of parseEventStream(response as AsyncIterable<string>)) yield data;
    return;
  }
  let text = '';
  for await (const chunk of response as AsyncIterable<string>) text += chunk;
  if (status >= 400) throw new McpHttpError(status, text);
  if (text.trim() !== '') yield text;
}

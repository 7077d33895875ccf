import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitEnv } from './git.ts';

/** Serves one request by `git http-backend`, the CGI program that comes with git. */
export async function runHttpBackend(
  request: IncomingMessage,
  response: ServerResponse,
  options: { root: string; user: string | undefined },
): Promise<void> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const header = (name: string): string => [request.headers[name] ?? ''].flat().join(', ');
  const child = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...gitEnv,
      GIT_PROJECT_ROOT: options.root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: decodeURIComponent(path),
      QUERY_STRING: query,
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_ADDR: '127.0.0.1',
      ...(options.user === undefined ? {} : { REMOTE_USER: options.user }),
    },
  });
  response.once('close', () => child.kill());
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  const started = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', resolve);
  });
  await started;
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    if (head === undefined) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    writeCgiHead(response, head.subarray(0, end).toString('latin1'));
    response.write(head.subarray(end + 4));
    head = undefined;
  }
  if (head !== undefined) response.writeHead(500);
  response.end();
}

function writeCgiHead(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const [name = '', value = ''] = line.split(/: */, 2);
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pageHeaders } from './page-headers.ts';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
];

const notBuilt = 'The dashboard is not built in this checkout. Run: make build\n';

export interface Dashboard {
  /** Answers a GET or HEAD for `path`; `prefix` is what a proxy took off the path, '' for nothing. */
  answer(req: IncomingMessage, path: string, prefix: string, res: ServerResponse): void;
}

/** Reads the built dashboard once; files are served from memory. */
export async function loadDashboard(dir: string): Promise<Dashboard> {
  const files = await readFiles(dir);
  return {
    answer(req, path, prefix, res) {
      if (path === '/') return answerPage(files.get('/index.html'), prefix, res);
      const file =
        path === '/index.html' || path.endsWith('.br') || path.endsWith('.gz') ? undefined : files.get(path);
      if (file === undefined) {
        res.writeHead(404, { 'content-type': 'text/plain', ...pageHeaders() }).end('Not found\n');
        return undefined;
      }
      const { body, encoding } = smallest(files, path, file, req.headers['accept-encoding']);
      res.writeHead(200, {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        // The names below assets/ carry a hash of what is in them.
        'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-length': body.length,
        vary: 'accept-encoding',
        ...(encoding !== undefined && { 'content-encoding': encoding }),
        ...pageHeaders(),
      });
      res.end(body);
      return undefined;
    },
  };
}

async function readFiles(dir: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(dir.length), await readFile(path));
  }
  return files;
}

/** The page itself is made anew for everyone: it carries the prefix and the one-time word for its styles. */
function answerPage(page: Buffer | undefined, prefix: string, res: ServerResponse): void {
  if (page === undefined) {
    res.writeHead(503, { 'content-type': 'text/plain', ...pageHeaders() }).end(notBuilt);
    return;
  }
  const nonce = randomBytes(16).toString('base64url');
  const html = page
    .toString()
    .replace('name="base-path" content=""', `name="base-path" content="${prefix}"`)
    .replace('property="csp-nonce" nonce=""', `property="csp-nonce" nonce="${nonce}"`)
    .replaceAll(/(src|href)="\.\//g, prefix === '' ? '$1="./' : `$1="${prefix}/`);
  res.writeHead(200, { 'content-type': types['.html'], 'cache-control': 'no-store', ...pageHeaders(nonce) });
  res.end(html);
}

function smallest(
  files: ReadonlyMap<string, Buffer>,
  path: string,
  plain: Buffer,
  accepted: string | string[] | undefined,
): { body: Buffer; encoding?: string } {
  const names = new Set(
    String(accepted ?? '')
      .split(',')
      .map((part) => part.split(';', 1)[0]?.trim()),
  );
  for (const { name, suffix } of encodings) {
    const body = names.has(name) ? files.get(path + suffix) : undefined;
    if (body !== undefined) return { body, encoding: name };
  }
  return { body: plain };
}

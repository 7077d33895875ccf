import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';

const types: Record<string, string> = {
  'index.html': 'text/html; charset=utf-8',
  'status.css': 'text/css; charset=utf-8',
  'status.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

export interface Page {
  answer(path: string, prefix: string, res: ServerResponse): void;
}

/** Reads the page's files once. The prefix a proxy took off becomes the base of all addresses of the page. */
export async function loadPage(dir: string): Promise<Page> {
  const files = new Map<string, Buffer>();
  for (const name of Object.keys(types)) files.set(name, await readFile(join(dir, name)));
  return {
    answer(path, prefix, res) {
      const name = path === '/' ? 'index.html' : path.slice(1);
      const file = files.get(name);
      if (file === undefined) {
        res.writeHead(404, { 'content-type': 'text/plain', ...securityHeaders }).end('Not found\n');
        return;
      }
      const body = name === 'index.html' ? Buffer.from(file.toString().replaceAll('{{base}}', prefix)) : file;
      res.writeHead(200, { 'content-type': types[name], 'cache-control': 'no-cache', ...securityHeaders });
      res.end(body);
    },
  };
}

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const compressible = new Set(['.js', '.css', '.svg']);
const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Writes `.gz` and `.br` beside every asset, so that serving one costs nothing. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir }) {
      if (dir === undefined) return;
      const names = await readdir(join(dir, 'assets'));
      await Promise.all(
        names
          .filter((name) => compressible.has(extname(name)))
          .map(async (name) => {
            const path = join(dir, 'assets', name);
            const content = await readFile(path);
            const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
            await writeFile(`${path}.br`, await toBrotli(content, { params }));
            await writeFile(`${path}.gz`, await toGzip(content, { level: 9 }));
          }),
      );
    },
  };
}

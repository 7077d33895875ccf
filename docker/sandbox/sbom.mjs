/**
 * Runs in the session image and prints what is in it as a CycloneDX document: every Debian package, every npm
 * package, and what the recipe pins. The pinned lines of artifacts.lock come as arguments.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';

function debianPackages() {
  const format = '${Package}\t${Version}\t${Architecture}\n';
  const lines = execFileSync('dpkg-query', ['-W', '-f', format], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [name, version, architecture] = line.split('\t');
    const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}`;
    return { type: 'library', name, version, purl, 'bom-ref': purl };
  });
}

/** Folders of packages below a node_modules, those of scopes and those nested in others too. */
function* packageFolders(modules) {
  if (!existsSync(modules)) return;
  for (const name of readdirSync(modules)) {
    const folder = join(modules, name);
    if (name.startsWith('@')) yield* packageFolders(folder);
    else if (existsSync(join(folder, 'package.json'))) {
      yield folder;
      yield* packageFolders(join(folder, 'node_modules'));
    }
  }
}

function npmComponent(name, version, integrity) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const content = integrity && Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  const hashes = content ? { hashes: [{ alg: 'SHA-512', content }] } : {};
  return { type: 'library', name, version, purl, 'bom-ref': purl, ...hashes };
}

function npmPackages() {
  const pinned = process.argv.slice(2).map((line) => line.split(' '));
  const machine = arch() === 'arm64' ? 'arm64' : 'x64';
  const recipe = pinned
    .filter(([name]) => !name.includes('linux-') || name.endsWith(`linux-${machine}`))
    .map(([name, version, integrity]) => npmComponent(name, version, integrity));
  const nested = [...packageFolders('/usr/local/lib/node_modules')].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return npmComponent(name, version);
  });
  return [...recipe, ...nested];
}

const found = new Map([...npmPackages(), ...debianPackages()].toReversed().map((each) => [each.purl, each]));
const components = [...found.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
const metadata = { component: { type: 'container', name: 'hero-claude-sandbox' } };
const document = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata, components };
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);

/**
 * Asks the registry for known flaws of what the lockfile pins. Each one found must be explained in
 * `scripts/audit/explained.json`; a registry that cannot tell is named, and that is no failure unless `--strict`.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const Explained = z.array(
  z.object({
    /** Such as `GHSA-xxxx-xxxx-xxxx`. */
    id: z.string(),
    package: z.string(),
    /** Why it does no harm here, or what is waited for. */
    why: z.string().min(20),
  }),
);

const Advisory = z.object({
  github_advisory_id: z.string(),
  module_name: z.string(),
  severity: z.string(),
  title: z.string(),
  url: z.string(),
  findings: z.array(z.object({ version: z.string() })),
});
type Advisory = z.infer<typeof Advisory>;

const Report = z.union([
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
  z.object({ advisories: z.record(z.string(), Advisory) }),
]);

const cannotTell = 69;

/** What `pnpm audit` says; it ends with 1 when it finds something. */
async function audit(): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('pnpm', ['audit', '--json'], { maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
      if (stdout.trim() !== '') resolve(stdout);
      else reject(new Error(stderr.trim() || 'pnpm audit says nothing', { cause: error }));
    });
  });
}

function describe({ github_advisory_id, module_name, severity, title, url, findings }: Advisory): string {
  const versions = [...new Set(findings.map(({ version }) => version))].join(', ');
  return `${severity}: ${module_name} ${versions}: ${title} (${github_advisory_id}, ${url})`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      strict: { type: 'boolean', default: false },
      explained: { type: 'string', default: join(import.meta.dirname, 'audit', 'explained.json') },
    },
  });
  const explained = Explained.parse(JSON.parse(readFileSync(values.explained, 'utf8')));
  const report = Report.parse(JSON.parse(await audit()));
  if ('error' in report) {
    console.log(`not audited: ${report.error.message.trim()}`);
    console.log('The registry in use does not tell. Run it where registry.npmjs.org answers: make audit');
    return values.strict ? cannotTell : 0;
  }
  const found = Object.values(report.advisories);
  const reasons = new Map(explained.map((each) => [`${each.id} ${each.package}`, each.why]));
  const keyOf = (each: Advisory) => `${each.github_advisory_id} ${each.module_name}`;
  const open = found.filter((each) => !reasons.has(keyOf(each)));
  for (const each of found) {
    console.log(describe(each));
    console.log(`  ${reasons.get(keyOf(each)) ?? `not explained in ${values.explained}`}`);
  }
  const keys = new Set(found.map(keyOf));
  const over = [...reasons.keys()].filter((key) => !keys.has(key));
  for (const key of over) console.log(`no longer found, take it out of ${values.explained}: ${key}`);
  console.log(`${found.length} known flaws, ${open.length} of them not explained`);
  return open.length + over.length > 0 ? 1 : 0;
}

process.exitCode = await main();

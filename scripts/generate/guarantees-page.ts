import type { Guarantee } from '../../packages/hero-claude-server/src/domain/guarantees/guarantee.ts';
import { row } from './table-row.ts';

const opening = `# What is promised

Made by \`pnpm generate\` from the table in \`packages/hero-claude-server/src/domain/guarantees/guarantees.ts\`, which also
gives \`server.guarantees\` its answer and \`hero-claude doctor\` its checks. Each line names an attack that is made for
real, what happens, and the test that holds it; a test proves that these tests are there.

What no table shows: approvals guide a model that cooperates, the container is the boundary.`;

/** The page of all promises as Markdown. */
export function guaranteesPage(guarantees: readonly Guarantee[]): string {
  return `${[opening, ...guarantees.flatMap(section)].join('\n\n')}\n`;
}

function section({ id, promise, means, does_not_mean, check, tests }: Guarantee, index: number): string[] {
  const rows = tests.map(({ attack, outcome, file, name }) =>
    row([attack, outcome, `[${nameOf(file)}](../${file}): ${name}`]),
  );
  return [
    `## ${index + 1}. ${promise}`,
    means,
    `**It does not mean:** ${does_not_mean}`,
    `**See for yourself** (\`${id}\`): ${check}`,
    [row(['attack', 'what happens', 'test']), row(['---', '---', '---']), ...rows].join('\n'),
  ];
}

/** `packages/hero-claude-server/test/git/push.test.ts` → `server push`. */
function nameOf(file: string): string {
  const [, place = ''] = /^(?:packages\/(?:hero-(?:claude-)?)?)?([^/]+)\//.exec(file) ?? [];
  return `${place} ${file.replace(/^.*\//, '').replace(/(\.engine)?\.test\.ts$/, '')}`;
}

import type { CliTrap, CliTrapGroup } from './cli-traps/cli-trap.ts';
import { row } from './table-row.ts';

const opening = `# What the CLI does that one has to know

Made by \`pnpm generate\` from the tables in \`scripts/generate/cli-traps/\`. Claude Code as a program behind another has
traps; this page says of each how it is met here, and names the test that would fail if it were not. Where there is no
test, the sentence says why the trap cannot bite. A test proves that the named tests are there.

All of them are tried against the pinned CLI with the scripted model server, most on this host, some in a container.`;

/** The page of all traps of the CLI as Markdown. */
export function cliTrapsPage(groups: readonly CliTrapGroup[]): string {
  const sections = groups.map(({ title, traps }) =>
    [
      `## ${title}\n`,
      row(['trap', 'how it is met', 'test']),
      row(['---', '---', '---']),
      ...traps.map(line),
    ].join('\n'),
  );
  return `${[opening, ...sections].join('\n\n')}\n`;
}

function line({ trap, answer, held }: CliTrap): string {
  const file = held?.file.replace(/^.*\//, '').replace(/(\.engine)?\.test\.ts$/, '');
  return row([trap, answer, held === undefined ? '' : `[${file}](../${held.file}): ${held.name}`]);
}

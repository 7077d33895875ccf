import { parse } from 'smol-toml';

interface Manifest {
  binaries: { name: string }[];
  env: { name: string; default: string; description: string }[];
}

const intro = `# Configuration

Every variable that is read, by program: generated from \`service-manifests/\`, which is also what \`--info\` of each
program prints. The environment goes first, then \`~/hero/cfg/hero_claude/env\` (mode 0600); an empty value counts as
none. A value that cannot be used ends the program with what it must be.
`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function section(toml: string): string {
  const { binaries, env } = parse(toml) as unknown as Manifest;
  const rows = env.map(
    ({ name, default: value, description }) =>
      `| \`${name}\` | ${value === '' ? '–' : `\`${value}\``} | ${cell(description)} |`,
  );
  return `## ${binaries[0]?.name ?? ''}\n\n| variable | default | meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** The reference page of all variables. */
export function configurationPage(manifests: readonly string[]): string {
  return [intro, ...manifests.map(section)].join('\n');
}

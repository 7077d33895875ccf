import type { ConfigPair } from './git-command.ts';

/** A configuration file with these values, in this order. Keys are `section.name` or `section.sub.name`. */
export function renderGitConfig(pairs: readonly ConfigPair[]): string {
  let text = '';
  let open = '';
  for (const [key, value] of pairs) {
    const section = key.slice(0, key.indexOf('.'));
    const name = key.slice(key.lastIndexOf('.') + 1);
    const sub = key.slice(section.length + 1, Math.max(key.length - name.length - 1, section.length + 1));
    const header = sub === '' ? `[${section}]` : `[${section} "${sub.replace(/["\\]/g, String.raw`\$&`)}"]`;
    if (header !== open) text += `${header}\n`;
    open = header;
    text += `\t${name} = ${quotedValue(value)}\n`;
  }
  return text;
}

const escapes: Record<string, string> = {
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
  '\n': String.raw`\n`,
  '\t': String.raw`\t`,
};

function quotedValue(value: string): string {
  if (/^[\w./:@+*-]+$/.test(value)) return value;
  return `"${value.replace(/["\\\n\t]/g, (character) => escapes[character] ?? character)}"`;
}

import type { CommandWords } from './command-words.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const globalFlags = ['--json', '--socket', '--help'];

function wordsFor({ next, flags }: CommandWords): string {
  return [...new Set([...next.map(({ name }) => name), ...flags, ...globalFlags])].join(' ');
}

/** The words typed so far, as long as they name a command, decide which words may follow. */
function bash(commands: readonly CommandWords[]): string {
  const entries = commands
    .map((command) => `    ['${['.', ...command.path].join(' ')}']='${wordsFor(command)}'`)
    .join('\n');
  return `_hero_claude() {
  local current="\${COMP_WORDS[COMP_CWORD]}" at='.' word
  local -A follow=(
${entries}
  )
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ -n "\${follow["$at $word"]:-}" ]] && at="$at $word"
  done
  COMPREPLY=($(compgen -W "\${follow["$at"]}" -- "$current"))
}
complete -o default -F _hero_claude hero-claude
`;
}

function zsh(commands: readonly CommandWords[]): string {
  return `#compdef hero-claude
autoload -U +X bashcompinit && bashcompinit
${bash(commands)}`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ path, next, flags }) => {
    const here =
      path.length === 0
        ? '__fish_use_subcommand'
        : path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const taken =
      next.length === 0 || path.length === 0
        ? ''
        : `; and not __fish_seen_subcommand_from ${next.map(({ name }) => name).join(' ')}`;
    return [
      ...next.map(
        ({ name, summary }) =>
          `complete -c hero-claude -f -n '${here}${taken}' -a ${name} -d ${fishQuoted(summary)}`,
      ),
      ...flags.map((flag) => `complete -c hero-claude -n '${here}${taken}' -l ${flag.slice(2)}`),
    ];
  });
  return `${lines.join('\n')}\ncomplete -c hero-claude -l json\ncomplete -c hero-claude -l socket -r\n`;
}

/** A script for the shell that completes commands and flags. */
export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  return { bash, zsh, fish }[shell](commands);
}

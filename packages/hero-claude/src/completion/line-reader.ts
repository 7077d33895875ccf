import type { CommandWords } from './command-words.ts';

const globalFlags = ['--json', '--socket', '--help'];

function caseOf({ path, next, flags, arguments: kinds }: CommandWords): string {
  const valued = [...flags.filter(({ takesValue }) => takesValue).map(({ name }) => name), '--socket'];
  const settings = {
    offered: next.map(({ name }) => name).join(' '),
    flags: [...new Set([...flags.map(({ name }) => name), ...globalFlags])].join(' '),
    valued: valued.join(' '),
    first: kinds[0] ?? '',
    second: kinds[1] ?? '',
  };
  const words = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
  return `    '${['.', ...path].join(' ')}') ${words.join(' ')} ;;`;
}

/**
 * Functions that bash and zsh both understand. `__hero_claude_read` takes the words before the current one and
 * sets `offered` and `flags`, or `kind` where the server knows the words; the caller declares them.
 */
export function lineReader(commands: readonly CommandWords[]): string {
  return `__hero_claude_about() {
  case "$1" in
${commands.map(caseOf).join('\n')}
    *) return 1 ;;
  esac
}
__hero_claude_read() {
  local at='.' word previous='' position=0 first second valued
  __hero_claude_about "$at"
  for word in "$@"; do
    if [[ -n "$previous" && " $valued " == *" $previous "* ]]; then word=''
    elif __hero_claude_about "$at $word"; then at="$at $word"
    elif [[ "$word" != -* ]]; then position=$((position + 1))
    fi
    previous="$word"
  done
  kind=''
  if [[ -n "$previous" && " $valued " == *" $previous "* ]]; then
    offered='' flags=''
    case "$previous" in
      --repo) kind=repos ;;
      --session-id) kind=sessions ;;
    esac
  elif [[ $position == 0 ]]; then kind="$first"
  elif [[ $position == 1 ]]; then kind="$second"
  fi
}
`;
}

import type { CommandWords } from './command-words.ts';
import { lineReader } from './line-reader.ts';
import { wordsCommand } from './words-command.ts';

/** For a folder of `fpath` as well as for `eval`. */
export function zshScript(commands: readonly CommandWords[]): string {
  return `#compdef hero-claude
${lineReader(commands)}_hero_claude() {
  local offered flags kind word name
  local -a ids lines
  __hero_claude_read "\${(@)words[2,CURRENT-1]}"
  if [[ "\${words[CURRENT]}" == -* ]]; then compadd -- \${=flags}
  elif [[ -n "$kind" ]]; then
    while IFS=$'\\t' read -r word name; do
      ids+=("$word") lines+=("$word  $name")
    done < <("\${words[1]}" ${wordsCommand} "$kind" 2>/dev/null)
    compadd -d lines -a ids
  elif [[ -n "$offered" ]]; then compadd -- \${=offered}
  else _files
  fi
}
if [[ "\${funcstack[1]}" == _hero_claude ]]; then _hero_claude "$@"; else compdef _hero_claude hero-claude; fi
`;
}

import type { CommandWords } from './command-words.ts';
import { lineReader } from './line-reader.ts';
import { wordsCommand } from './words-command.ts';

/** Names of repositories are quoted: whatever a folder is called, it is one word and runs nothing. */
export function bashScript(commands: readonly CommandWords[]): string {
  return `${lineReader(commands)}_hero_claude() {
  local current="\${COMP_WORDS[COMP_CWORD]}" offered flags kind word
  COMPREPLY=()
  __hero_claude_read "\${COMP_WORDS[@]:1:COMP_CWORD-1}"
  if [[ "$current" == -* ]]; then offered="$flags"
  elif [[ -n "$kind" ]]; then
    while IFS=$'\\t' read -r word _; do
      [[ "$word" == "$current"* ]] && COMPREPLY+=("$(printf %q "$word")")
    done < <("\${COMP_WORDS[0]}" ${wordsCommand} "$kind" 2>/dev/null)
    return
  fi
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
}
complete -o default -F _hero_claude hero-claude
`;
}

import type { CommandWords, FlagWords } from './command-words.ts';
import { wordsCommand } from './words-command.ts';
import type { WordKind } from './words-of.ts';

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function listed(kind: WordKind): string {
  return quoted(`(hero-claude ${wordsCommand} ${kind} 2>/dev/null)`);
}

/** `words` is how many there are on the line so far, flags and their values aside; `any` for all there may be. */
function completion({ path }: CommandWords, words: number | 'any', rest: string): string {
  return `complete -c hero-claude -n '__hero_claude_at ${[words, ...path].join(' ')}' ${rest}`;
}

function flagRest({ name, takesValue, values }: FlagWords): string {
  const value = values !== undefined ? ` -x -a ${listed(values)}` : takesValue ? ' -r' : '';
  return `-l ${name.slice(2)}${value}`;
}

function linesOf(command: CommandWords): string[] {
  const own = command.path.length;
  return [
    ...command.next.map(({ name, summary }) =>
      completion(command, own, `-f -a ${name} -d ${quoted(summary)}`),
    ),
    ...command.arguments.flatMap((kind, position) =>
      kind === null ? [] : [completion(command, own + position, `-f -a ${listed(kind)}`)],
    ),
    ...command.flags.map((flag) =>
      completion(command, command.next.length > 0 ? own : 'any', flagRest(flag)),
    ),
  ];
}

export function fishScript(commands: readonly CommandWords[]): string {
  const flags = commands.flatMap((command) => command.flags.filter(({ takesValue }) => takesValue));
  const valued = new Set(['--socket', ...flags.map(({ name }) => name)]);
  return `function __hero_claude_line
  set -l value no
  for word in (commandline -opc)[2..-1]
    if test $value = yes
      set value no
    else if contains -- $word ${[...valued].join(' ')}
      set value yes
    else if not string match -q -- '-*' $word
      printf '%s\\n' $word
    end
  end
end
function __hero_claude_at
  set -l line (__hero_claude_line)
  set -l path $argv[2..-1]
  test $argv[1] = any -o (count $line) = $argv[1]; or return 1
  set -l length (count $path)
  test $length = 0; and return 0
  test "$line[1..$length]" = "$path"
end
${commands.flatMap(linesOf).join('\n')}
complete -c hero-claude -l json
complete -c hero-claude -l socket -r
`;
}

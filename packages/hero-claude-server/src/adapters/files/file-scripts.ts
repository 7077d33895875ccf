/**
 * Bash programs that read a session copy from within its container. What they are asked for comes as `\xHH`
 * escapes, since an argument of an exec is text and a file name is bytes. Each first says one word, then a
 * NUL.
 *
 * `locate PATH` goes into the folder of PATH and sets `name`. The agent may swap a folder for a link at any
 * moment, so where we are is looked at once we are there, and the last part is opened without following.
 */
const locate = `
export LC_ALL=C
code=/workspace/code
say() { printf '%s\\0' "$1"; }
fail() { say "$1"; exit 0; }
locate() {
  local path real
  printf -v path %b "$1"
  [[ -e $code/$path || -L $code/$path ]] || fail not_found
  IFS= read -r -d '' real < <(realpath -e -z -- "$code/$path" 2>/dev/null) || fail unreachable
  [[ $real/ == "$code"/* ]] || fail outside
  folder=$real name=.
  if [[ ! -d $real ]]; then folder=\${real%/*} name=\${real##*/}; fi
  cd -P -- "$folder" 2>/dev/null || fail unreadable
  [[ \`pwd -P; printf /\` == "$folder"$'\\n'/ ]] || fail moved
}
`;

/** Arguments: path, how many entries to pass over, how many to answer. */
export const listScript = `${locate}
locate "$1"
[[ $name == . ]] || fail not_directory
[[ -r . ]] || fail unreadable
shopt -s nullglob dotglob
names=(*)
say ok
say "\${#names[@]}"
names=("\${names[@]:$2:$3}")
for ((at = 0; at < \${#names[@]}; at += 500)); do
  stat --printf '%f %s %Y %n\\0' -- "\${names[@]:at:500}" 2>/dev/null
done
exit 0
`;

/** Arguments: path, offset, limit. `dd` opens without following a link and without waiting for a pipe. */
export const readScript = `${locate}
locate "$1"
[[ $name != . ]] || fail is_directory
[[ -f $name && ! -L $name ]] || fail special
[[ -r $name ]] || fail unreadable
facts=\`stat --printf '%s %Y' -- "$name" 2>/dev/null\` || fail not_found
say ok
say "$facts"
exec dd if="./$name" iflag=nofollow,nonblock,skip_bytes,count_bytes,fullblock bs=65536 skip="$2" count="$3" status=none
`;

export function scriptArgv(script: string, path: Buffer, ...numbers: number[]): string[] {
  const escaped = path.toString('hex').replaceAll(/../g, '\\x$&');
  return ['bash', '-p', '-c', script, 'hero-files', escaped, ...numbers.map(String)];
}

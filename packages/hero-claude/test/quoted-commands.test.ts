import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { workspaceDir } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';

const tracked = execFileSync('git', ['ls-files', '*.md'], { cwd: workspaceDir, encoding: 'utf8' });
const pages = tracked.split('\n').filter((page) => page !== '');

const placeholder = 'X';
const separators = /^(\|\|?|&&?|;|[()<>])$/;
const token = /\s+|#.*$|\|\|?|&&?|[;()<>]|(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"|&;()<>\\])+/gu;

/** The commands of a line as a shell takes it apart, each as its words; a comment is none. */
function commandsIn(line: string): string[][] {
  const commands: string[][] = [[]];
  // A placeholder is a word, and no redirection.
  for (const [part] of line.replaceAll(/<[\w ]+>/g, placeholder).matchAll(token)) {
    if (/^(\s|#)/.test(part)) continue;
    if (separators.test(part)) commands.push([]);
    else commands.at(-1)?.push(part.replaceAll(/^['"]|['"]$/g, ''));
  }
  return commands;
}

const nouns = createProgram(async () => undefined)
  .commands.filter(({ commands }) => commands.length > 0)
  .map((command) => command.name());

/** What follows `hero-claude` in a piece of code, a list of words per command; and those that leave it out. */
function quotedIn(code: string): string[][] {
  // What stands in "$(…)" is run as well.
  const nested = [...code.matchAll(/\$\(([^()]*)\)/g)].flatMap(([, inner = '']) => commandsIn(inner));
  return [...commandsIn(code), ...nested].flatMap((words) => {
    const [program = '', ...rest] = words[0] === '$' ? words.slice(1) : words;
    if (program === 'hero-claude') return rest[0] === placeholder ? [] : [rest];
    return nouns.includes(program) && /^[a-z]+$/.test(rest[0] ?? '') ? [[program, ...rest]] : [];
  });
}

interface Quoted {
  words: string[];
  /** Only named: what it is called with need not be there. */
  inText: boolean;
}

/** The command lines in code blocks, and those that a text names. */
function quotedOn(markdown: string): Quoted[] {
  const blocks = [...markdown.matchAll(/^```(?:sh|bash|console)?\n(.*?)^```/gms)];
  const text = markdown.replaceAll(/^```.*?^```/gms, '');
  const lines = blocks.flatMap(([, block = '']) => block.split('\n'));
  const named = [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
  return [
    ...lines.filter((line) => line.includes('hero-claude ')).map((code) => ({ code, inText: false })),
    ...named.map((code) => ({ code, inText: true })),
  ].flatMap(({ code, inText }) => quotedIn(code).map((words) => ({ words, inText })));
}

/** Why the command line does not take these words; undefined when it does. Nothing is run. */
async function refusal({ words, inText }: Quoted): Promise<string | undefined> {
  const program = createProgram(async () => undefined);
  try {
    await program.parseAsync(
      words.filter((word) => !/^(…|\.\.\.)$/.test(word)),
      { from: 'user' },
    );
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const isHelp = error instanceof CommanderError && error.exitCode === 0;
    const isCutShort = /^Missing required argument|argument missing$/.test(message);
    return isHelp || (inText && isCutShort) ? undefined : `hero-claude ${words.join(' ')}: ${message}`;
  }
}

test.each(pages)('the command lines that %s quotes are ones that hero-claude takes', async (page) => {
  const refused = await Promise.all(quotedOn(readFileSync(join(workspaceDir, page), 'utf8')).map(refusal));
  expect(refused.filter((reason) => reason !== undefined)).toEqual([]);
});

test('command lines are found where they stand, and wrong ones are refused', async () => {
  const page = [
    'Say `hero-claude session lst`, or `session info`.',
    '`hero-claude <noun> <verb>` is the form.',
    '```sh',
    'git log | hero-claude ask - --rep shop   # hero-claude nothing',
    'eval "$(hero-claude completion bash)"; hero-claude session info',
    '```',
  ].join('\n');
  const quoted = quotedOn(page);
  expect(quoted.map(({ words }) => words)).toEqual([
    ['ask', '-', '--rep', 'shop'],
    ['session', 'info'],
    ['completion', 'bash'],
    ['session', 'lst'],
    ['session', 'info'],
  ]);
  expect(await Promise.all(quoted.map(refusal))).toEqual([
    expect.stringContaining("Unknown option '--rep'"),
    expect.stringContaining('Missing required argument'),
    undefined,
    expect.stringContaining("Unknown command 'lst'"),
    undefined,
  ]);
});

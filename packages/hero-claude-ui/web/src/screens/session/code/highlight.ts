import type { Root, RootContent } from 'hast';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

/** A piece of a line with the class of its colour. */
export interface CodePiece {
  text: string;
  look: string | null;
}

const languages = {
  bash,
  c,
  cpp,
  css,
  go,
  ini,
  java,
  javascript,
  json,
  markdown,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
const byExtension: Readonly<Record<string, keyof typeof languages>> = {
  sh: 'bash',
  bash: 'bash',
  zsh: 'bash',
  shell: 'bash',
  console: 'bash',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  css: 'css',
  scss: 'css',
  go: 'go',
  toml: 'ini',
  ini: 'ini',
  conf: 'ini',
  java: 'java',
  kt: 'java',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  json: 'json',
  md: 'markdown',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sql: 'sql',
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  html: 'xml',
  xml: 'xml',
  svg: 'xml',
  vue: 'xml',
  yml: 'yaml',
  yaml: 'yaml',
};
const longest = 200_000;
const lowlight = createLowlight(languages);

/**
 * The lines of a code in coloured pieces; null for a language nobody here knows. `name` is that of the language,
 * as behind the fence of a block, or that of a file.
 */
export function highlightLines(name: string, code: string): CodePiece[][] | null {
  const short = /([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const language = isLanguage(short)
    ? short
    : Object.hasOwn(byExtension, short)
      ? byExtension[short]
      : undefined;
  if (language === undefined || code.length > longest) return null;
  return linesOf(lowlight.highlight(language, code));
}

function isLanguage(name: string): name is keyof typeof languages {
  return Object.hasOwn(languages, name);
}

function linesOf(root: Root): CodePiece[][] {
  const lines: CodePiece[][] = [[]];
  const add = (nodes: readonly RootContent[], look: string | null): void => {
    for (const node of nodes) {
      if (node.type === 'element') add(node.children, lookOf(node.properties['className']) ?? look);
      if (node.type !== 'text') continue;
      node.value.split('\n').forEach((text, index) => {
        if (index > 0) lines.push([]);
        if (text !== '') lines.at(-1)?.push({ text, look });
      });
    }
  };
  add(root.children, null);
  return lines;
}

/** `hljs-keyword` as `keyword`. */
function lookOf(names: unknown): string | null {
  const [name] = Array.isArray(names) ? (names as unknown[]) : [];
  return typeof name === 'string' ? name.replace(/^hljs-/, '') : null;
}

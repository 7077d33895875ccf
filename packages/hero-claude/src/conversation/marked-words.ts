import type { Style } from '../output/output.ts';

const spans = /`([^`]+)`|\*\*([^\s*](?:[^*]*[^\s*])?)\*\*/g;
const heading = /^ {0,3}#{1,6} +(.+?) *#*$/;

/**
 * What an agent writes in Markdown as a terminal shows it: headings and strong words bold, code in a colour of its
 * own. Without colours it stays as it was written, and so does all else: lists and tables read well as they are.
 */
export function markedWords(text: string, style: Style): string {
  if (!style.isColorSupported) return text;
  let fenced = false;
  return text
    .split('\n')
    .map((line) => {
      const fence = /^ *(```|~~~)/.test(line);
      if (fence) fenced = !fenced;
      if (fence) return style.dim(line);
      if (fenced) return style.cyan(line);
      const [, title] = heading.exec(line) ?? [];
      if (title !== undefined) return style.bold(title);
      return line.replaceAll(spans, (_span, code?: string, strong?: string) =>
        code === undefined ? style.bold(strong ?? '') : style.cyan(code),
      );
    })
    .join('\n');
}

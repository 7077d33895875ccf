import type { LogSource } from 'hero-claude-sdk';
import type { Output } from '../output/output.ts';
import { visibleText } from '../output/visible-text.ts';
import { agentLine } from '../views/agent-line.ts';

/** Prints lines of a log: the agent's as a conversation, others as they are; with `--json` a document to a line. */
export function logPrinter(
  output: Output,
  { source, raw = false }: { source: LogSource; raw?: boolean },
): (line: string) => void {
  if (output.json) return (line) => output.line(JSON.stringify({ source, line }));
  if (source !== 'claude' || raw) return (line) => output.line(visibleText(line));
  return (line) => {
    const shown = agentLine(line, output.style);
    if (shown !== undefined) output.line(shown);
  };
}

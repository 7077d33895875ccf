import { field, textAt } from './loose.ts';

/** A file that went with a prompt, as the server names it to the agent. */
export interface AttachedFile {
  name: string;
  /** Bytes. */
  size: number;
  /** Where the agent finds it. */
  path: string;
}

const heading = /^The person attached (?:a file|files), to be read only:\n/;
const entry = /^- (\/run\/hero-cfg\/attachments\/[^/\n]+\/(.+)) \([^()\n]*, (\d+) bytes\)$/;

/** The files a block of a prompt names; null for a block that says something else. */
export function readAttachedFiles(block: unknown): AttachedFile[] | null {
  const text = field(block, 'type') === 'text' ? textAt(block, 'text') : null;
  if (text === null || !heading.test(text)) return null;
  const files: AttachedFile[] = [];
  for (const line of text.replace(heading, '').split('\n')) {
    const [, path, name, size] = entry.exec(line) ?? [];
    if (path === undefined || name === undefined) return null;
    files.push({ name, size: Number(size), path });
  }
  return files;
}

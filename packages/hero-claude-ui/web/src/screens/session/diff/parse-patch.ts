/** One line of a change as git tells it. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'note';
  text: string;
  /** Line numbers from 1; null where the line is not. */
  old: number | null;
  now: number | null;
}

export interface DiffHunk {
  /** `@@ -1,4 +1,5 @@ function name` without the numbers. */
  heading: string;
  lines: DiffLine[];
}

const header = /^@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@ ?(.*)$/;

/** The hunks of a unified patch; what stands before the first is left out. */
export function parsePatch(patch: string): DiffHunk[] {
  const hunks: DiffHunk[] = [];
  let [old, now] = [0, 0];
  for (const line of patch.replace(/\n$/, '').split('\n')) {
    const begin = header.exec(line);
    if (begin !== null) {
      [old, now] = [Number(begin[1]), Number(begin[2])];
      hunks.push({ heading: begin[3] ?? '', lines: [] });
      continue;
    }
    const lines = hunks.at(-1)?.lines;
    if (lines === undefined) continue;
    const text = line.slice(1);
    if (line.startsWith('+')) lines.push({ kind: 'added', text, old: null, now: now++ });
    else if (line.startsWith('-')) lines.push({ kind: 'removed', text, old: old++, now: null });
    else if (line.startsWith('\\')) lines.push({ kind: 'note', text: line.slice(2), old: null, now: null });
    else lines.push({ kind: 'same', text, old: old++, now: now++ });
  }
  return hunks;
}

/** A row of the view with both sides: what was, and what is. */
export interface SplitRow {
  left: DiffLine | null;
  right: DiffLine | null;
}

/** Puts removed and added lines that stand together side by side. */
export function splitRows(lines: readonly DiffLine[]): SplitRow[] {
  const rows: SplitRow[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = (): void => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
      rows.push({ left: removed[index] ?? null, right: added[index] ?? null });
    }
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === 'removed') {
      if (added.length > 0) flush();
      removed.push(line);
    } else if (line.kind === 'added') added.push(line);
    else {
      flush();
      rows.push({ left: line, right: line });
    }
  }
  flush();
  return rows;
}

/**
 * Where a text among these values holds a NUL character: `a.0.b`, or undefined. No program's argument, path or
 * setting can have one; what is separated by NULs would come apart at it.
 */
export function findNul(params: Readonly<Record<string, unknown>>): string | undefined {
  // A list and no recursion: values may be nested deeper than the stack goes.
  const open: [path: string, value: unknown][] = Object.entries(params);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next;
    if (typeof value === 'string' && value.includes('\0')) return path;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key.includes('\0')) return path;
      open.push([path.length > maxPathLength ? path : `${path}.${key.slice(0, 100)}`, inner]);
    }
  }
  return undefined;
}

const maxPathLength = 200;

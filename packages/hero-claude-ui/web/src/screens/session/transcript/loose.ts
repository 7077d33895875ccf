/** Readers for JSON that nobody vouches for: what has another shape reads as empty, and nothing throws. */
export type Json = Readonly<Record<string, unknown>>;

const empty: Json = Object.freeze({});

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): Json {
  return isObject(value) ? value : empty;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A property of its own: `constructor` and the like are not data. */
export function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function textAt(value: unknown, name: string): string | null {
  return textOf(field(value, name));
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function numberAt(value: unknown, name: string): number | null {
  return numberOf(field(value, name));
}

/** JSON for people. Nesting too deep to print is said, not thrown. */
export function pretty(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2) ?? String(value);
  } catch {
    return '(nested too deeply to be shown)';
  }
}

import { RpcCallError } from 'hero-claude-sdk';

export interface ErrorMessage {
  text: string;
  /** What to do next. */
  hint?: string;
}

/** An error in words for a person. */
export function messageOf(error: unknown): ErrorMessage {
  if (error instanceof RpcCallError) {
    const issues = error.issues.map(({ path, message }) => `${path}: ${message}`);
    const text = issues.length > 0 ? issues.join('; ') : error.message;
    return { text, ...(error.hint !== undefined && { hint: error.hint }) };
  }
  return { text: error instanceof Error ? error.message : String(error) };
}

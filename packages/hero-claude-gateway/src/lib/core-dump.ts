import { writeFileSync } from 'node:fs';

/**
 * Leaves memory out of what the kernel writes when this process crashes: the credential is in it. Unlike a limit on
 * the size it also holds where dumps are piped to a program. Children inherit it.
 */
export function keepMemoryOutOfCoreDumps(): void {
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Only Linux has it; elsewhere the system's own settings hold.
  }
}

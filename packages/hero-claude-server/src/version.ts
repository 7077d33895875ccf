/** Equal to the package's version; a test compares them. */
export const version = '0.1.0';

/** The Claude Code version that a session image must hold. */
export const claudeCodeVersion = '2.1.329';

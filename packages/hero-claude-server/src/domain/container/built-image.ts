/** The image of new sessions unless another one is chosen. It alone is built when it is missing. */
export const builtImage = 'hero-claude-sandbox:latest';

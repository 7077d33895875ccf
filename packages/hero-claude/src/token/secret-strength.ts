export const minSecretBytes = 32;
const fewCharacters = 10;

/** What is wrong with a secret; undefined when nothing is. */
export function secretProblem(secret: string): string | undefined {
  const bytes = Buffer.byteLength(secret);
  if (bytes < minSecretBytes) return `it has ${bytes} bytes and needs at least ${minSecretBytes}`;
  const different = new Set(secret).size;
  return different < fewCharacters ? `it repeats only ${different} different characters` : undefined;
}

/** Imports nothing: it is what an old Node still understands. */
const oldest = [20, 19] as const;

/** Why our programs do not run on this Node, and what does; undefined when they do. */
export function nodeProblem(version: string): { message: string; fix: string } | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined;
  return { message: `${version} is too old`, fix: `install Node ${oldest.join('.')} or newer` };
}

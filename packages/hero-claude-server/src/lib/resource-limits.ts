export interface ResourceLimits {
  /** Of private memory; mapped files are not counted. */
  memoryBytes: number;
  cpuSeconds?: number;
  /** Of one file it writes. */
  fileBytes?: number;
}

/** What to put before a command to bound it. Other systems than Linux have no prlimit. */
export function limitedTo({ memoryBytes, cpuSeconds, fileBytes }: ResourceLimits): string[] {
  if (process.platform !== 'linux') return [];
  return [
    'prlimit',
    `--data=${memoryBytes}`,
    ...(cpuSeconds === undefined ? [] : [`--cpu=${cpuSeconds}`]),
    ...(fileBytes === undefined ? [] : [`--fsize=${fileBytes}`]),
    '--core=0',
    '--',
  ];
}

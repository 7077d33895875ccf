import { z } from 'zod';
import { imageBuildFailed } from '../domain/container/image-errors.ts';
import { BoundedTail } from '../lib/bounded-tail.ts';
import { runProcess } from '../lib/process.ts';

const Line = z.looseObject({
  phase: z.string(),
  percent: z.number().optional(),
  message: z.string().optional(),
  line: z.string().optional(),
  hint: z.string().optional(),
  built: z.boolean().optional(),
});

export interface BuildProgress {
  phase: string;
  percent?: number;
}

export interface BuildRequest {
  /** Path of `build.sh`. */
  script: string;
  tag: string;
  force: boolean;
  signal: AbortSignal;
  onProgress: (progress: BuildProgress) => void;
  onLine: (line: string) => void;
}

function parseLine(text: string): z.infer<typeof Line> | undefined {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const tailBytes = 4096;

/** Builds the session image with the same script as `make image`. Returns whether it had to be built. */
export async function buildImage(request: BuildRequest): Promise<{ built: boolean }> {
  const tail = new BoundedTail(tailBytes);
  let built = true;
  let pending = '';
  const decoder = new TextDecoder();
  const take = (text: string) => {
    const step = parseLine(text);
    if (step === undefined) return;
    if (step.line !== undefined) {
      tail.push(Buffer.from(`${step.line}\n`));
      request.onLine(step.line);
      return;
    }
    if (step.phase === 'done') {
      built = step.built ?? true;
      return;
    }
    if (step.phase === 'failed') tail.push(Buffer.from(`${step.message ?? ''}\n`));
    const percent = step.percent === undefined ? {} : { percent: step.percent };
    request.onProgress({ phase: step.message ?? step.phase, ...percent });
  };
  const args = [request.script, '--json', '--tag', request.tag, ...(request.force ? ['--force'] : [])];
  const result = await runProcess('bash', args, {
    env: process.env,
    signal: request.signal,
    onStdout: (chunk) => {
      const lines = (pending + decoder.decode(chunk, { stream: true })).split('\n');
      pending = lines.pop() ?? '';
      lines.forEach(take);
    },
  });
  take(pending);
  if (result.exitCode !== 0) {
    const output = `${tail.text()}${result.stderr}`.trim();
    throw imageBuildFailed({ image: request.tag, exit_code: result.exitCode, output });
  }
  return { built };
}

import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const imageBuildFailed = defineError('image.build_failed', {
  family: 'failed',
  data: z.object({ image: z.string(), exit_code: z.number().nullable(), output: z.string() }),
  when: 'The build of the session image ended with an error',
  message: ({ image, exit_code, output }) =>
    `Building ${image} failed (${exit_code === null ? 'killed by a signal' : `exit code ${exit_code}`}): ${output}`,
  hint: () => 'hero-claude image build shows the whole output',
});

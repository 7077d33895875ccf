import { z } from 'zod';
import { imageBuildFailed } from '../domain/container/image-errors.ts';
import { engineErrors } from './error-groups.ts';
import { method } from './method.ts';

export const imageBuild = method({
  name: 'image.build',
  summary: 'Build the session image',
  description: 'Progress arrives as image.progress events. A build that is already under way is joined.',
  params: z.object({ force: z.boolean().optional().describe('Build even when the image is up to date') }),
  result: z.object({
    image: z.string(),
    image_id: z.string(),
    size_bytes: z.number().int(),
    built: z.boolean().describe('false when it was up to date'),
  }),
  errors: [imageBuildFailed, ...engineErrors],
  role: 'admin',
  mcp: false,
  handler: async (params, { images }, call) => images.build(params, call),
});

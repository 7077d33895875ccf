import { z } from 'zod';

const Block = z.looseObject({ type: z.string(), text: z.string().optional() });

export const ApiMessage = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(Block)]),
});
export type ApiMessage = z.infer<typeof ApiMessage>;

/** The part of a Messages API request that decides the answer. */
export const MessagesRequest = z.looseObject({
  model: z.string().default('scripted-model'),
  messages: z.array(ApiMessage).default([]),
  stream: z.boolean().default(false),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;

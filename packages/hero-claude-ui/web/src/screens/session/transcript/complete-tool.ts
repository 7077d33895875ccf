import type { Clipped } from './clip.ts';
import type { ImageBlock, ToolItem } from './item.ts';
import { readDetail } from './tool-detail.ts';

/** What came back from a call. */
export interface ToolAnswer {
  failed: boolean;
  at: string;
  body: Clipped;
  images: ImageBlock[];
  /** The structured result of the line, of a shape only its tool knows. */
  said: unknown;
}

export function completeTool(tool: ToolItem, { failed, at, body, images, said }: ToolAnswer): void {
  tool.state = failed ? 'failed' : 'done';
  tool.endedAt = at;
  tool.output = body;
  tool.images = images;
  tool.detail = readDetail(tool.name, tool.input, said, body.text, failed);
}

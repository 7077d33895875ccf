import type { ToolAnswer, ToolItem } from './item.ts';
import { readDetail } from './tool-detail.ts';

export function completeTool(tool: ToolItem, { failed, at, body, images, said }: ToolAnswer): void {
  tool.state = failed ? 'failed' : 'done';
  tool.endedAt = at;
  tool.output = body;
  tool.images = images;
  tool.detail = readDetail(tool.name, tool.input, said, body.text, failed);
}

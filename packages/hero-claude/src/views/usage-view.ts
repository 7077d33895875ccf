import type { ModelUsage, SessionUsage } from 'hero-claude-sdk';
import { money, tokenCount } from '../conversation/turn-words.ts';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { visibleLine } from '../output/visible-text.ts';

function row(name: string, used: Omit<ModelUsage, 'model'>): string[] {
  return [
    name,
    String(used.messages),
    tokenCount(used.input_tokens),
    tokenCount(used.output_tokens),
    tokenCount(used.cache_read_tokens),
    tokenCount(used.cache_write_tokens),
  ];
}

/** What a session has used, by model. */
export function usageView(usage: SessionUsage, style: Style): string {
  const { models, agent_cost_usd: cost } = usage;
  const rows = models.map((model) => row(visibleLine(model.model), model));
  const header = ['model', 'answers', 'in', 'out', 'cache read', 'cache written'];
  const total = models.length === 1 ? [] : [row('all', usage)];
  const shown =
    models.length === 0
      ? style.dim('the model was not asked yet')
      : table(header, [...rows, ...total], style);
  return cost > 0 ? `${shown}\n${style.dim(`${money(cost)} at list price, as the agent says`)}` : shown;
}

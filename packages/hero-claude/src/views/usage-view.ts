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
    used.unpriced_calls > 0 ? `${money(used.cost_usd)} *` : money(used.cost_usd),
  ];
}

/** What a session has used, by model, and what that costs: as the gateway counts it, not as the agent says. */
export function usageView(usage: SessionUsage, style: Style): string {
  const { models, equivalent, unpriced_calls: unpriced } = usage;
  const rows = models.map((model) => row(visibleLine(model.model), model));
  const header = ['model', 'answers', 'in', 'out', 'cache read', 'cache written', 'cost'];
  const total = models.length === 1 ? [] : [row('all', usage)];
  const shown =
    models.length === 0
      ? style.dim('the model was not asked yet')
      : table(header, [...rows, ...total], style, (column) => column > 0);
  const notes = [
    ...(equivalent ? ['list-price equivalents: a subscription pays'] : []),
    ...(unpriced > 0 ? ['* without answers whose price is not known'] : []),
  ];
  return [shown, ...notes.map((note) => style.dim(note))].join('\n');
}

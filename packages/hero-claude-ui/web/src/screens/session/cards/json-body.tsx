import { Clamped } from '../conversation/clamped.tsx';
import { Markdown } from '../safe/markdown.tsx';
import { visibleText } from '../safe/visible-text.ts';
import type { ToolItem } from '../transcript/item.ts';
import { pretty, textAt } from '../transcript/loose.ts';
import { OutputBody } from './output-body.tsx';
import styles from './tool-card.module.css';

/** Input and output of a tool without a card of its own. */
export function JsonBody({ item }: { item: ToolItem }) {
  const plan = item.name === 'ExitPlanMode' ? textAt(item.input, 'plan') : null;
  return (
    <>
      {plan !== null ? (
        <div className={styles['text']}>
          <Markdown text={plan} />
        </div>
      ) : (
        Object.keys(item.input).length > 0 && (
          <Clamped foldKey={`${item.key}/in`} text={pretty(item.input)} lines={12}>
            {(text) => <pre className={styles['text']}>{visibleText(text)}</pre>}
          </Clamped>
        )
      )}
      <OutputBody item={item} />
    </>
  );
}

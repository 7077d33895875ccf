import { Clamped } from '../conversation/clamped.tsx';
import { Markdown } from '../safe/markdown.tsx';
import { visibleText } from '../safe/visible-text.ts';
import type { ToolItem } from '../transcript/item.ts';
import { textAt } from '../transcript/loose.ts';
import styles from './agent-body.module.css';

/** What a sub-agent was asked and what it came back with; its steps are rows below. */
export function AgentBody({ item }: { item: ToolItem }) {
  const prompt = textAt(item.input, 'prompt') ?? '';
  return (
    <div className={styles['agent']}>
      {prompt !== '' && (
        <Clamped foldKey={`${item.key}/prompt`} text={prompt} lines={6}>
          {(text) => <p className={styles['prompt']}>{visibleText(text)}</p>}
        </Clamped>
      )}
      {item.output !== null && item.output.text !== '' && (
        <div className={styles['answer']}>
          <Clamped foldKey={`${item.key}/answer`} text={item.output.text} lines={14}>
            {(text) => <Markdown text={text} />}
          </Clamped>
        </div>
      )}
    </div>
  );
}

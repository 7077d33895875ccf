import { readQuestions } from '../../../session/approval/questions.ts';
import { visibleText } from '../safe/visible-text.ts';
import type { ToolItem } from '../transcript/item.ts';
import { JsonBody } from './json-body.tsx';
import { OutputBody } from './output-body.tsx';
import styles from './question-body.module.css';

/** What the agent asked a person, the answers it could choose from, and what it was told. */
export function QuestionBody({ item }: { item: ToolItem }) {
  const questions = readQuestions(item.input);
  if (questions.length === 0) return <JsonBody item={item} />;
  return (
    <>
      <dl className={styles['questions']}>
        {questions.map(({ question, options }) => (
          <div key={question}>
            <dt>{visibleText(question)}</dt>
            <dd>{options.map(({ label }) => visibleText(label)).join(' · ')}</dd>
          </div>
        ))}
      </dl>
      <OutputBody item={item} />
    </>
  );
}

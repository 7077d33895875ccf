import { Check } from 'lucide-react';
import { answerTo, readQuestions } from '../../../session/approval/questions.ts';
import { visibleText } from '../safe/visible-text.ts';
import type { ToolItem } from '../transcript/item.ts';
import { JsonBody } from './json-body.tsx';
import { OutputBody } from './output-body.tsx';
import styles from './question-body.module.css';

/** What the agent asked a person and what it was told, or else the answers it could have chosen from. */
export function QuestionBody({ item }: { item: ToolItem }) {
  const questions = readQuestions(item.input);
  if (questions.length === 0) return <JsonBody item={item} />;
  const answers = questions.map(({ question }) => answerTo(question, item.output?.text ?? ''));
  return (
    <>
      <dl className={styles['questions']}>
        {questions.map(({ question, options }, index) => {
          const answer = answers[index] ?? null;
          return (
            <div key={question}>
              <dt>{visibleText(question)}</dt>
              {answer === null ? (
                <dd>{options.map(({ label }) => visibleText(label)).join(' · ')}</dd>
              ) : (
                <dd className={styles['answer']}>
                  <Check size={14} aria-label="answered" /> {visibleText(answer)}
                </dd>
              )}
            </div>
          );
        })}
      </dl>
      {answers.includes(null) && <OutputBody item={item} />}
    </>
  );
}

import type { Approval } from 'hero-claude-sdk';
import { useMemo, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { TextInput } from '../../../ui/field.tsx';
import { visibleText } from '../safe/visible-text.ts';
import styles from './approval-form.module.css';
import { DenyFields } from './deny-fields.tsx';
import { type AskedQuestion, type Choice, chosen, noChoice, readQuestions, toggled } from './questions.ts';
import { useAnswer } from './use-answer.ts';

/** The options of each question, or words of one's own. */
export function QuestionForm({ approval }: { approval: Approval }) {
  const questions = useMemo(() => readQuestions(approval.input), [approval.input]);
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const [refusing, setRefusing] = useState(false);
  const { busy, answer } = useAnswer(approval);
  const choiceOf = ({ question }: AskedQuestion): Choice => choices[question] ?? noChoice;
  const complete = questions.every((asked) => chosen(choiceOf(asked)).length > 0);
  const send = (): void => {
    const answers = questions.map((asked) => {
      const given = chosen(choiceOf(asked));
      return [asked.question, asked.several ? given : (given[0] ?? '')] as const;
    });
    answer('allow', { answers: Object.fromEntries(answers) });
  };
  return (
    <>
      {questions.map((asked) => (
        <Question
          key={asked.question}
          asked={asked}
          choice={choiceOf(asked)}
          onChange={(choice) => setChoices({ ...choices, [asked.question]: choice })}
        />
      ))}
      <div className={styles['buttons']}>
        <Button kind="primary" small busy={busy} disabled={!complete} onClick={send}>
          Answer
        </Button>
        <Button small disabled={busy} aria-expanded={refusing} onClick={() => setRefusing(!refusing)}>
          Do not answer…
        </Button>
      </div>
      {refusing && <DenyFields onDeny={answer} />}
    </>
  );
}

interface QuestionProps {
  asked: AskedQuestion;
  choice: Choice;
  onChange: (choice: Choice) => void;
}

function Question({ asked, choice, onChange }: QuestionProps) {
  const { question, several, options } = asked;
  return (
    <fieldset className={styles['question']}>
      <legend>{visibleText(question)}</legend>
      {options.map(({ label, description }) => (
        <label key={label} className={styles['option']}>
          <input
            type={several ? 'checkbox' : 'radio'}
            checked={choice.labels.includes(label)}
            onChange={() => onChange(toggled(choice, label, several))}
          />
          <span>
            {visibleText(label)}
            {description !== null && <small>{visibleText(description)}</small>}
          </span>
        </label>
      ))}
      <div className={styles['other']}>
        <TextInput
          aria-label={`Another answer to: ${question}`}
          placeholder="Another answer"
          value={choice.other}
          onChange={(event) => onChange({ labels: several ? choice.labels : [], other: event.target.value })}
        />
      </div>
    </fieldset>
  );
}

import { useState } from 'react';
import { visibleLine, visibleText } from '../../screens/session/safe/visible-text.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import styles from './approval-card.module.css';
import type { Question } from './questions.ts';

type Answers = Record<string, string[]>;

interface OneProps {
  entry: Question;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

function OneQuestion({ entry, chosen, onChange }: OneProps) {
  const { question, header, multiSelect, options } = entry;
  const known = options.map(({ label }) => label);
  const own = chosen.find((answer) => !known.includes(answer)) ?? '';
  const toggle = (label: string) => {
    if (!multiSelect) onChange([label]);
    else onChange(chosen.includes(label) ? chosen.filter((other) => other !== label) : [...chosen, label]);
  };
  return (
    <fieldset className={styles['question']}>
      <legend>
        {header !== '' && <span className={styles['quiet']}>{header}: </span>}
        <strong>{visibleText(question)}</strong>
      </legend>
      {options.map(({ label, description }) => (
        <label key={label} className={styles['option']}>
          <input
            type={multiSelect ? 'checkbox' : 'radio'}
            name={question}
            checked={chosen.includes(label)}
            onChange={() => toggle(label)}
          />
          <span>
            {visibleLine(label)}
            {description !== '' && <div className={styles['quiet']}>{visibleText(description)}</div>}
          </span>
        </label>
      ))}
      <TextInput
        aria-label={`Other answer to: ${question}`}
        placeholder="Another answer"
        value={own}
        onChange={({ target }) => {
          const others = multiSelect ? chosen.filter((answer) => known.includes(answer)) : [];
          onChange(target.value === '' ? others : [...others, target.value]);
        }}
      />
    </fieldset>
  );
}

export interface QuestionFormProps {
  questions: readonly Question[];
  busy: boolean;
  onAnswer: (answers: Record<string, string | string[]>) => void;
}

/** Answers what the agent asked, with its options or in other words. */
export function QuestionForm({ questions, busy, onAnswer }: QuestionFormProps) {
  const [answers, setAnswers] = useState<Answers>({});
  const complete = questions.every(({ question }) => (answers[question] ?? []).length > 0);
  const submit = () =>
    onAnswer(
      Object.fromEntries(
        questions.map(({ question, multiSelect }) => {
          const given = answers[question] ?? [];
          return [question, multiSelect ? given : (given[0] ?? '')];
        }),
      ),
    );
  return (
    <>
      {questions.map((entry) => (
        <OneQuestion
          key={entry.question}
          entry={entry}
          chosen={answers[entry.question] ?? []}
          onChange={(chosen) => setAnswers((before) => ({ ...before, [entry.question]: chosen }))}
        />
      ))}
      <div className={styles['actions']}>
        <Button kind="primary" busy={busy} disabled={!complete} onClick={submit}>
          Answer
        </Button>
      </div>
    </>
  );
}

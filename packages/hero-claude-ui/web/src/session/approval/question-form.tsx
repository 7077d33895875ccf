import type { Approval } from 'hero-claude-sdk';
import { useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from './approval-form.module.css';
import { DenyFields } from './deny-fields.tsx';
import { QuestionFields } from './question-fields.tsx';
import { answersOf, type Choice, isComplete, noChoice, readQuestions } from './questions.ts';
import { useAnswer } from './use-answer.ts';
import { useOpenPart } from './use-open-part.ts';

/** Answers what the agent asked, with its options or in other words. */
export function QuestionForm({ approval }: { approval: Approval }) {
  const questions = useMemo(() => readQuestions(approval.input), [approval.input]);
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const { open, turn } = useOpenPart<'deny'>();
  const { busy, answer } = useAnswer(approval);
  const send = (): void => answer('allow', { answers: answersOf(questions, choices) });
  return (
    <>
      {questions.map((asked) => (
        <QuestionFields
          key={asked.question}
          asked={asked}
          choice={choices[asked.question] ?? noChoice}
          onChange={(choice) => setChoices({ ...choices, [asked.question]: choice })}
          onSend={() => isComplete(questions, choices) && !busy && send()}
        />
      ))}
      <div className={styles['buttons']}>
        <Button
          kind="primary"
          small
          data-allow=""
          busy={busy}
          disabled={!isComplete(questions, choices)}
          onClick={send}
        >
          Answer
        </Button>
        <Button small data-deny="" disabled={busy} aria-expanded={open === 'deny'} onClick={turn('deny')}>
          Do not answer…
        </Button>
      </div>
      {open === 'deny' && <DenyFields onDeny={answer} />}
    </>
  );
}

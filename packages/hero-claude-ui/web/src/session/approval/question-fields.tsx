import { useId } from 'react';
import { visibleText } from '../../screens/session/safe/visible-text.ts';
import { TextInput } from '../../ui/field.tsx';
import styles from './approval-form.module.css';
import { type AskedQuestion, type Choice, toggled } from './questions.ts';

export interface QuestionFieldsProps {
  asked: AskedQuestion;
  choice: Choice;
  onChange: (choice: Choice) => void;
  onSend: () => void;
}

/** The options of one question, and room for an answer that is none of them. */
export function QuestionFields({ asked, choice, onChange, onSend }: QuestionFieldsProps) {
  const { question, header, several, options } = asked;
  const group = useId();
  return (
    <fieldset className={styles['question']}>
      <legend>
        {header !== null && <small>{visibleText(header)}</small>}
        {visibleText(question)}
      </legend>
      {options.map(({ label, description }) => (
        <label key={label} className={styles['option']}>
          <input
            type={several ? 'checkbox' : 'radio'}
            name={group}
            checked={choice.labels.includes(label)}
            onChange={() => onChange(toggled(choice, label, several))}
          />
          <span>
            {visibleText(label)}
            {description !== null && <small>{visibleText(description)}</small>}
          </span>
        </label>
      ))}
      <TextInput
        aria-label={`Another answer to: ${question}`}
        placeholder={several ? 'And in your own words' : 'Or in your own words'}
        value={choice.other}
        onChange={(event) => onChange({ labels: several ? choice.labels : [], other: event.target.value })}
        onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && onSend()}
      />
    </fieldset>
  );
}

import type { ReactNode } from 'react';
import { Field, Select, TextArea, TextInput } from '../../ui/field.tsx';
import type { SessionForm } from './session-form.ts';

type TextName = {
  [Name in keyof SessionForm]: SessionForm[Name] extends string ? Name : never;
}[keyof SessionForm];

export interface OptionsProps {
  form: SessionForm;
  change: (part: Partial<SessionForm>) => void;
}

interface EntryProps extends OptionsProps {
  name: TextName;
  label: string;
  hint?: ReactNode;
  placeholder?: string;
}

export function Text({ form, change, name, label, hint, placeholder }: EntryProps) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <TextInput
          id={id}
          value={form[name]}
          placeholder={placeholder}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

/** A number that may have a fraction; the browser refuses anything else. */
export function Amount({ form, change, name, label, placeholder }: EntryProps) {
  return (
    <Field label={label}>
      {(id) => (
        <TextInput
          id={id}
          type="number"
          inputMode="decimal"
          min="0"
          step="any"
          value={form[name]}
          placeholder={placeholder}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

export function Lines({ form, change, name, label, hint, placeholder }: EntryProps) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <TextArea
          id={id}
          mono
          rows={2}
          value={form[name]}
          placeholder={placeholder}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

export function Choice({
  form,
  change,
  name,
  label,
  hint,
  choices,
}: EntryProps & { choices: Record<string, string> }) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <Select id={id} value={form[name]} onChange={(event) => change({ [name]: event.target.value })}>
          {Object.entries(choices).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

import type { KeyboardEvent } from 'react';
import { TextInput } from './field.tsx';

export interface SearchInputProps {
  label: string;
  /** What stands in it while it is empty; the label unless given. */
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** Which key leads to the search; where there is no pointer there are hardly keys. */
export const searchKeyHint = matchMedia('(pointer: fine)').matches ? '  ( / )' : '';

/** The search of a screen, which the key `/` leads to. */
export function SearchInput({ label, placeholder = label, value, onChange, onKeyDown }: SearchInputProps) {
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={`${placeholder}${searchKeyHint}`}
      data-search=""
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}

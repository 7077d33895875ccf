import type { ListedSession } from 'hero-claude-sdk';
import { navigate } from '../../app/hash-location.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextInput } from '../../ui/field.tsx';
import styles from './filter-bar.module.css';
import { type FleetFilter, isFiltered, labelsOf, writeFilter } from './fleet-filter.ts';

interface ChoiceProps {
  label: string;
  value: string;
  choices: readonly string[];
  onChoose: (value: string) => void;
}

function Choice({ label, value, choices, onChoose }: ChoiceProps) {
  return (
    <Select aria-label={label} value={value} onChange={(event) => onChoose(event.target.value)}>
      <option value="">{label}: all</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </Select>
  );
}

export function FilterBar({ filter, sessions }: { filter: FleetFilter; sessions: readonly ListedSession[] }) {
  const change = (part: Partial<FleetFilter>) =>
    navigate(writeFilter({ ...filter, ...part }), { replace: true });
  const repos = [...new Set(sessions.flatMap((session) => session.repos.map(({ name }) => name)))].sort();
  const statuses = [...new Set(sessions.map(({ status }) => status))].sort();
  return (
    <search className={styles['bar']}>
      <TextInput
        type="search"
        aria-label="Search sessions"
        placeholder="Search name and task  ( / )"
        data-search=""
        value={filter.text}
        onChange={(event) => change({ text: event.target.value })}
      />
      <Choice label="Repository" value={filter.repo} choices={repos} onChoose={(repo) => change({ repo })} />
      <Choice
        label="Status"
        value={filter.status}
        choices={statuses}
        onChoose={(status) => change({ status: status as FleetFilter['status'] })}
      />
      <Choice
        label="Label"
        value={filter.label}
        choices={labelsOf(sessions)}
        onChoose={(label) => change({ label })}
      />
      {isFiltered(filter) && (
        <Button kind="ghost" onClick={() => change({ text: '', repo: '', status: '', label: '' })}>
          Clear
        </Button>
      )}
    </search>
  );
}

import type { ListedSession } from 'hero-claude-sdk';
import { navigate } from '../../app/hash-location.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
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
    <Toolbar>
      <SearchInput
        label="Search sessions"
        placeholder="Search name and task"
        value={filter.text}
        onChange={(text) => change({ text })}
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
    </Toolbar>
  );
}

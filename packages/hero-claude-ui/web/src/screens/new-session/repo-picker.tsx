import type { RepoSummary } from 'hero-claude-sdk';
import { useState } from 'react';
import { fuzzyFilter } from '../../data/fuzzy.ts';
import { useRpc } from '../../data/rpc-query.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { bytes } from '../../ui/numbers.ts';
import { SearchInput } from '../../ui/search-input.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import styles from './repo-picker.module.css';

/** What would be copied of a repository that was chosen. */
function CopyFacts({ repo }: { repo: string }) {
  const { data, error } = useRpc('repo.info', { repo }, { staleTime: 10_000 });
  if (error !== null) return <span className={styles['dirty']}>{error.message}</span>;
  if (data === undefined) return <Spinner />;
  const changed = data.modified_files + data.untracked_files;
  return (
    <>
      <span>{bytes(data.size_bytes)}</span>
      <span className={data.dirty ? styles['dirty'] : undefined}>
        {data.dirty ? `${changed} uncommitted ${changed === 1 ? 'file' : 'files'}` : 'clean'}
      </span>
      {data.traits.length > 0 && <span>{data.traits.join(', ')}</span>}
    </>
  );
}

export interface RepoPickerProps {
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Finds repositories by some of their letters; the agent starts in the first one chosen. */
export function RepoPicker({ chosen, onChange }: RepoPickerProps) {
  const { data: repos, error } = useRpc('repo.list', {}, { staleTime: 5_000 });
  const { data: server } = useRpc('server.info', {});
  const [typed, setTyped] = useState('');
  if (error !== null) return <ErrorNotice error={error} />;
  const found = fuzzyFilter<RepoSummary>(repos ?? [], typed, ({ name }) => name);
  const toggle = (name: string) =>
    onChange(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  return (
    <fieldset className={styles['picker']}>
      <legend className="visually-hidden">Repositories</legend>
      <SearchInput
        label="Find a repository"
        value={typed}
        onChange={setTyped}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || found[0] === undefined) return;
          event.preventDefault();
          // Whoever types a name wants it, also where it was chosen already, as a lone repository is.
          if (!chosen.includes(found[0].name)) toggle(found[0].name);
          setTyped('');
        }}
      />
      <div className={styles['list']}>
        {repos === undefined && (
          <p className={styles['empty']}>
            <Spinner /> Looking for repositories…
          </p>
        )}
        {repos?.length === 0 && (
          <p className={styles['empty']}>
            There is no git repository below <code>{server?.code_root ?? 'CODEROOT'}</code>. Set CODEROOT to
            the folder that holds yours, and start hero-claude again.
          </p>
        )}
        {repos !== undefined && repos.length > 0 && found.length === 0 && (
          <p className={styles['empty']}>No repository is called like that.</p>
        )}
        {found.map(({ name, branch }) => (
          <label key={name} className={styles['option']}>
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
            <span className={styles['name']}>{name}</span>
            <span className={styles['facts']}>
              <span>{branch ?? 'detached HEAD'}</span>
              {chosen.includes(name) && <CopyFacts repo={name} />}
              {chosen.length > 1 && chosen[0] === name && <span>the agent starts here</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

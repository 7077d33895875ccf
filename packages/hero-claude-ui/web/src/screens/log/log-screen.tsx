import { useInfiniteQuery } from '@tanstack/react-query';
import type { LogEntry, LogLevel } from 'hero-claude-sdk';
import { ScrollText } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { hrefOf } from '../../app/hash-location.ts';
import { useHero } from '../../data/hero-context.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select, TextInput } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import { ClearDialog } from './clear-dialog.tsx';
import styles from './log-screen.module.css';

const tones: Record<LogLevel, Tone> = { info: 'plain', warn: 'warn', error: 'bad' };

function took(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

const columns: Column<LogEntry>[] = [
  { head: 'Time', kind: 'tight', cell: ({ at }) => new Date(at).toLocaleString() },
  { head: 'Level', kind: 'tight', cell: ({ level }) => <Badge tone={tones[level]}>{level}</Badge> },
  { head: 'Operation', kind: 'tight', cell: ({ operation }) => <code>{operation}</code> },
  {
    head: 'Session',
    kind: 'tight',
    cell: ({ session_id }) =>
      session_id === null ? '' : <a href={hrefOf(`/sessions/${session_id}`)}>{session_id}</a>,
  },
  { head: 'Message', cell: ({ message }) => message },
  { head: 'By', kind: 'tight', cell: ({ user }) => user ?? '' },
  { head: 'Took', kind: 'number', cell: ({ ms }) => (ms === null ? '' : took(ms)) },
];

/** What the server did, newest first. */
export function LogScreen() {
  const { client } = useHero();
  const [text, setText] = useState('');
  const [operation, setOperation] = useState('');
  const [level, setLevel] = useState<LogLevel | ''>('');
  const [clearing, setClearing] = useState(false);
  const filter = useDeferredValue({
    ...(text !== '' && { text }),
    ...(operation !== '' && { operation }),
    ...(level !== '' && { level }),
  });
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['logs.get', filter],
    queryFn: async ({ pageParam, signal }) =>
      client.logs.get(
        { ...filter, limit: 100, ...(pageParam !== null && { before: pageParam }) },
        { signal },
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 2_000,
    refetchInterval: 10_000,
  });
  const entries = data?.pages.flatMap((page) => page.entries);
  return (
    <Page
      title="Operation log"
      lead="What the server did, newest first."
      actions={<Button onClick={() => setClearing(true)}>Empty the log…</Button>}
    >
      <Toolbar>
        <SearchInput label="Search messages" value={text} onChange={setText} />
        <TextInput
          aria-label="Operation"
          placeholder="Operation"
          value={operation}
          onChange={(event) => setOperation(event.target.value)}
        />
        <Select
          aria-label="Level"
          value={level}
          onChange={(event) => setLevel(event.target.value as LogLevel | '')}
        >
          <option value="">Level: all</option>
          <option value="info">info</option>
          <option value="warn">warn</option>
          <option value="error">error</option>
        </Select>
      </Toolbar>
      {error !== null && <ErrorNotice error={error} />}
      {entries === undefined && error === null && <Loading what="the log" />}
      {entries?.length === 0 && (
        <EmptyState icon={<ScrollText size={28} />} title="No entries">
          {Object.keys(filter).length > 0
            ? 'Nothing matches the filter.'
            : 'Whatever the server does from now on shows here.'}
        </EmptyState>
      )}
      {entries !== undefined && entries.length > 0 && (
        <Table label="Operation log" columns={columns} rows={entries} keyOf={({ id }) => id} />
      )}
      {hasNextPage && (
        <p className={styles['more']}>
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Older entries
          </Button>
        </p>
      )}
      {clearing && <ClearDialog onClose={() => setClearing(false)} />}
    </Page>
  );
}

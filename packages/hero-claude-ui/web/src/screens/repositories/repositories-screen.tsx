import type { RepoSummary } from 'hero-claude-sdk';
import { FolderGit2, Plus } from 'lucide-react';
import { useState } from 'react';
import { hrefOf } from '../../app/hash-location.ts';
import { fuzzyFilter } from '../../data/fuzzy.ts';
import { useRpc } from '../../data/rpc-query.ts';
import { useSessions } from '../../data/sessions.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import { RepoDialog } from './repo-dialog.tsx';

/** The repositories below CODEROOT, which sessions copy and never change. */
export function RepositoriesScreen() {
  const { data: repos, error } = useRpc('repo.list', {}, { staleTime: 5_000 });
  const { data: sessions } = useSessions();
  const { data: server } = useRpc('server.info', {});
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<string>();
  const sessionsOf = (name: string) =>
    sessions?.filter((session) => session.repos.some((repo) => repo.name === name)) ?? [];
  const columns: Column<RepoSummary>[] = [
    {
      head: 'Repository',
      cell: ({ name }) => (
        <Button kind="link" onClick={() => setOpen(name)}>
          <FolderGit2 size={14} aria-hidden="true" /> {name}
        </Button>
      ),
    },
    { head: 'Branch', cell: ({ branch }) => branch ?? 'detached HEAD' },
    {
      head: 'Sessions',
      kind: 'tight',
      cell: ({ name }) => {
        const count = sessionsOf(name).length;
        return count === 0 ? '' : <a href={hrefOf(`/?repo=${encodeURIComponent(name)}`)}>{count}</a>;
      },
    },
    { head: 'Folder', cell: ({ path }) => <code>{path}</code> },
    {
      head: 'Actions',
      kind: 'actions',
      cell: ({ name }) => (
        <LinkButton small href={hrefOf(`/new?repo=${encodeURIComponent(name)}`)}>
          <Plus size={14} aria-hidden="true" /> New session
        </LinkButton>
      ),
    },
  ];
  const found = fuzzyFilter(repos ?? [], typed, ({ name }) => name);
  return (
    <Page
      title="Repositories"
      lead={
        server && (
          <>
            Below <code>{server.code_root}</code>. Sessions work on copies; nothing here is changed.
          </>
        )
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {repos === undefined && error === null && <Loading what="the repositories" />}
      {repos?.length === 0 && (
        <EmptyState icon={<FolderGit2 size={28} />} title="No repositories">
          There is no git repository below <code>{server?.code_root ?? 'CODEROOT'}</code>, up to three folders
          deep. Set <code>CODEROOT</code> to the folder that holds yours, and start hero-claude again.
        </EmptyState>
      )}
      {repos !== undefined && repos.length > 0 && (
        <>
          <Toolbar>
            <SearchInput label="Find a repository" value={typed} onChange={setTyped} />
          </Toolbar>
          {found.length === 0 ? (
            <EmptyState title="Nothing fits">No repository is called like “{typed}”.</EmptyState>
          ) : (
            <Table label="Repositories" columns={columns} rows={found} keyOf={({ name }) => name} />
          )}
        </>
      )}
      {open !== undefined && <RepoDialog repo={open} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

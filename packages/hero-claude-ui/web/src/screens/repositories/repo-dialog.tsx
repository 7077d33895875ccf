import { hrefOf } from '../../app/hash-location.ts';
import { useRpc } from '../../data/rpc-query.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { bytes } from '../../ui/numbers.ts';
import { Loading } from '../../ui/spinner.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';

/** What a session would copy of a repository. */
export function RepoDialog({ repo, onClose }: { repo: string; onClose: () => void }) {
  const { data, error } = useRpc('repo.info', { repo }, { staleTime: 0 });
  const create = (
    <LinkButton kind="primary" href={hrefOf(`/new?repo=${encodeURIComponent(repo)}`)}>
      New session
    </LinkButton>
  );
  return (
    <Dialog title={repo} onClose={onClose} actions={create}>
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <Loading what="the repository" />}
      {data !== undefined && (
        <Facts
          facts={{
            Folder: <code>{data.path}</code>,
            Branch: data.branch ?? 'detached HEAD',
            'Last commit':
              data.last_commit === null ? (
                'none yet'
              ) : (
                <>
                  {data.last_commit.subject} <code>{data.last_commit.sha.slice(0, 10)}</code>,{' '}
                  {data.last_commit.author}, <TimeAgo at={data.last_commit.date} />
                </>
              ),
            Changes: data.dirty
              ? `${data.modified_files} modified, ${data.untracked_files} new: a session takes them along unless told not to`
              : 'none',
            'A copy has': bytes(data.size_bytes),
            Remotes:
              data.remotes.length === 0
                ? 'none: finished work stays in the session'
                : data.remotes.map(({ name, url }) => <div key={name}>{`${name}: ${url}`}</div>),
            Special: data.traits.length === 0 ? undefined : data.traits.join(', '),
          }}
        />
      )}
    </Dialog>
  );
}

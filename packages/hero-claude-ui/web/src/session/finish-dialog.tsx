import type { FinishedRepo, Session, UncommittedChoice } from 'hero-claude-sdk';
import { useState } from 'react';
import { useRpcAction } from '../data/rpc-query.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, Select, TextInput } from '../ui/field.tsx';
import { ErrorNotice, Notice } from '../ui/notice.tsx';
import { isAgentAtWork } from './agent-at-work.ts';
import { isUncommittedAsked, UncommittedQuestion } from './uncommitted-question.tsx';

function Outcome({ repo }: { repo: FinishedRepo }) {
  const where = repo.pushed ? `pushed to ${repo.remote ?? 'its remote'}` : 'kept in the session';
  return (
    <Notice kind={repo.pushed ? 'good' : 'info'} hint={repo.reason}>
      <strong>{repo.name}</strong>: {repo.commits} {repo.commits === 1 ? 'commit' : 'commits'} on{' '}
      <code>{repo.branch}</code>, {where}.
      {repo.pr_url !== null && (
        <>
          {' '}
          <a href={repo.pr_url} target="_blank" rel="noopener noreferrer">
            Pull request
          </a>
        </>
      )}
      {repo.undelivered.length > 0 && (
        <div>
          Not delivered: {repo.undelivered.map(({ ref, commits }) => `${ref} (${commits})`).join(', ')}
        </div>
      )}
    </Notice>
  );
}

/** Says what finishing does, asks what only a person knows, and shows what came of it. */
export function FinishDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const [message, setMessage] = useState('');
  const [uncommitted, setUncommitted] = useState<UncommittedChoice | ''>('');
  const working = isAgentAtWork(session);
  const [interrupt, setInterrupt] = useState(false);
  const finish = useRpcAction('session.finish', { quiet: true });
  const yours = session.repos.reduce((sum, repo) => sum + repo.uncommitted_files, 0);
  const submit = (choice = uncommitted) =>
    finish.mutate({
      session_id: session.session_id,
      ...(message !== '' && { message }),
      ...(choice !== '' && { uncommitted: choice }),
      ...(working && { interrupt }),
    });
  if (finish.data !== undefined) {
    return (
      <Dialog title="Finished" onClose={onClose} actions={<Button onClick={onClose}>Close</Button>}>
        {finish.data.repos.map((repo) => (
          <Outcome key={repo.name} repo={repo} />
        ))}
      </Dialog>
    );
  }
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        kind="primary"
        busy={finish.isPending}
        disabled={working && !interrupt}
        onClick={() => submit()}
      >
        Finish
      </Button>
    </>
  );
  return (
    <Dialog title={`Finish “${session.name}”`} onClose={onClose} actions={actions}>
      <p>
        Commits what is uncommitted, checks it, and pushes a branch for each repository. The container is
        removed; the copy and the conversation stay, and you can go on later.
      </p>
      <Field
        label="Commit message"
        hint="For what the agent left uncommitted. Empty: one is made from the task."
      >
        {(id) => <TextInput id={id} value={message} onChange={(event) => setMessage(event.target.value)} />}
      </Field>
      {yours > 0 && (
        <Field
          label="Your uncommitted changes"
          hint={`The session started with ${yours} changed ${yours === 1 ? 'file' : 'files'} of yours that no commit of yours holds.`}
        >
          {(id) => (
            <Select
              id={id}
              value={uncommitted}
              onChange={(event) => setUncommitted(event.target.value as UncommittedChoice)}
            >
              <option value="">As chosen before, or ask</option>
              <option value="include">Deliver them with the agent's work</option>
              <option value="leave_out">Leave them out</option>
            </Select>
          )}
        </Field>
      )}
      {working && (
        <Checkbox checked={interrupt} onChange={setInterrupt}>
          The agent is at work: end its turn first
        </Checkbox>
      )}
      {finish.isError &&
        (isUncommittedAsked(finish.error) ? (
          <UncommittedQuestion
            error={finish.error}
            onChoose={(choice) => {
              setUncommitted(choice);
              submit(choice);
            }}
          />
        ) : (
          <ErrorNotice error={finish.error} />
        ))}
    </Dialog>
  );
}

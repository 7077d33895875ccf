import { type FormEvent, useState } from 'react';
import { useSearch } from 'wouter';
import { navigate } from '../../app/hash-location.ts';
import { useRpc } from '../../data/rpc-query.ts';
import { useStoredState } from '../../data/stored-state.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { AttachButton, AttachmentList } from '../session/composer/attachment-list.tsx';
import { useAttachments } from '../session/composer/use-attachments.ts';
import { useLaunch } from './launch.ts';
import { LaunchProgress } from './launch-progress.tsx';
import { MoreOptions } from './more-options.tsx';
import styles from './new-session.module.css';
import { RepoPicker } from './repo-picker.tsx';
import { chosenRepos, emptyForm, paramsOf } from './session-form.ts';

/** Chooses repositories and a task, and follows the session until its agent runs. The choices are remembered. */
export function NewSessionScreen() {
  const asked = new URLSearchParams(useSearch()).get('repo');
  const [stored, change] = useStoredState('hero-claude-session-form', emptyForm);
  const { data: known } = useRpc('repo.list', {}, { staleTime: 5_000 });
  const [touched, setTouched] = useState(false);
  const names = known?.map(({ name }) => name);
  const form = touched ? stored : { ...stored, repos: chosenRepos(stored.repos, asked, names) };
  const choose = (repos: string[]) => {
    setTouched(true);
    change({ repos });
  };
  const attachments = useAttachments();
  const { launch, go } = useLaunch(({ session_id }) => {
    change({ task: '', name: '' });
    attachments.clear();
    navigate(`/sessions/${session_id}`);
  });
  const busy = launch.state === 'creating' || launch.state === 'starting' || attachments.busy;
  const missing =
    form.repos.length === 0
      ? 'Choose a repository.'
      : form.task.trim() === ''
        ? 'Say what is to be done.'
        : undefined;
  const create = (start: boolean) => {
    const files = attachments.ids.length === 0 ? {} : { attachments: [...attachments.ids] };
    void go({ ...paramsOf(form), ...files }, start);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined && !busy) create(true);
  };
  return (
    <Page
      title="New session"
      lead="Copies the repositories and lets an agent work on them in a container."
      narrow
    >
      <form className={styles['form']} noValidate onSubmit={submit}>
        <section className={styles['part']}>
          <h2>Repositories</h2>
          <RepoPicker chosen={form.repos} onChange={choose} />
        </section>
        <Field label="Task" hint="What the agent is to do, in your words. Ctrl+Enter creates and starts.">
          {(id) => (
            <TextArea
              id={id}
              rows={5}
              value={form.task}
              placeholder="Fix the failing login test and explain why it failed"
              onChange={(event) => change({ task: event.target.value })}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
              }}
            />
          )}
        </Field>
        <div className={styles['files']}>
          <AttachButton attachments={attachments} />
          <span className={styles['quiet']}>Attach files: the agent gets them with the task.</span>
          <AttachmentList attachments={attachments} />
        </div>
        <details className={styles['options']}>
          <summary>More options</summary>
          <MoreOptions form={form} change={change} />
        </details>
        <LaunchProgress launch={launch} />
        <div className={styles['foot']}>
          <Button kind="primary" type="submit" busy={busy} disabled={missing !== undefined}>
            Create and start
          </Button>
          <Button disabled={missing !== undefined || busy} onClick={() => create(false)}>
            Create only
          </Button>
          {missing !== undefined && <span className={styles['quiet']}>{missing}</span>}
          <Button
            kind="ghost"
            className={styles['reset']}
            onClick={() => change({ ...emptyForm, repos: form.repos, task: form.task })}
          >
            Reset options
          </Button>
        </div>
      </form>
    </Page>
  );
}

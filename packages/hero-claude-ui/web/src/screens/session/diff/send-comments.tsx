import type { Session } from 'hero-claude-sdk';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { useSend } from '../composer/use-send.ts';
import { useNavigateTo } from '../navigate-to.ts';
import { commentsPrompt } from './line-comment.ts';
import styles from './send-comments.module.css';
import type { Review } from './use-review.ts';

const noCommands: readonly string[] = [];

/** All that was written down goes to the agent as one turn. */
export function SendComments({ session, review }: { session: Session; review: Review }) {
  const { comments, clear } = review;
  const go = useNavigateTo();
  const { busy, send, error } = useSend(session, noCommands, () => {
    clear();
    go(`/sessions/${session.session_id}`);
  });
  const [asked, setAsked] = useState(false);
  const discard = (): void => {
    clear();
    setAsked(false);
  };
  if (comments.length === 0) return null;
  const files = new Set(comments.map(({ repo, path }) => `${repo}/${path}`)).size;
  return (
    <div className={styles['bar']} role="region" aria-label="Comments to send">
      <p>
        {comments.length} {comments.length === 1 ? 'comment' : 'comments'} on {files}{' '}
        {files === 1 ? 'file' : 'files'}, not sent yet
      </p>
      {error !== null && <ErrorNotice error={error} />}
      <Button small onClick={() => setAsked(true)}>
        Discard…
      </Button>
      <Button small kind="primary" busy={busy} onClick={() => send(commentsPrompt(comments), 'queue')}>
        Send to the agent
      </Button>
      {asked && (
        <Dialog
          title="Discard the comments"
          onClose={() => setAsked(false)}
          actions={
            <>
              <Button onClick={() => setAsked(false)}>Keep them</Button>
              <Button kind="danger" onClick={discard}>
                Discard
              </Button>
            </>
          }
        >
          <p>Nobody but you has seen them, and they do not come back.</p>
        </Dialog>
      )}
    </div>
  );
}

import type { Session } from 'hero-claude-sdk';
import { Button } from '../../../ui/button.tsx';
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
  if (comments.length === 0) return null;
  const files = new Set(comments.map(({ repo, path }) => `${repo}/${path}`)).size;
  return (
    <div className={styles['bar']} role="region" aria-label="Comments to send">
      <p>
        {comments.length} {comments.length === 1 ? 'comment' : 'comments'} on {files}{' '}
        {files === 1 ? 'file' : 'files'}, not sent yet
      </p>
      {error !== null && <ErrorNotice error={error} />}
      <Button small onClick={clear}>
        Discard
      </Button>
      <Button small kind="primary" busy={busy} onClick={() => send(commentsPrompt(comments), 'queue')}>
        Send to the agent
      </Button>
    </div>
  );
}

import { useRpc } from '../../../data/rpc-query.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { Loading } from '../../../ui/spinner.tsx';
import { visibleText } from '../safe/visible-text.ts';
import { pretty } from '../transcript/loose.ts';
import styles from './raw-dialog.module.css';

/** One line of the agent, whole and as it wrote it. */
export function RawDialog({
  sessionId,
  seq,
  onClose,
}: {
  sessionId: string;
  seq: number;
  onClose: () => void;
}) {
  const page = useRpc('session.messages', { session_id: sessionId, after: seq - 1, limit: 1 });
  const message = page.data?.messages[0];
  return (
    <Dialog title={`Line ${seq}`} wide onClose={onClose}>
      {page.isPending && <Loading what="the line" />}
      {page.isError && <ErrorNotice error={page.error} />}
      {message !== undefined && (
        <pre className={styles['raw']}>{visibleText(message.raw ?? pretty(message.line))}</pre>
      )}
    </Dialog>
  );
}

import { useInvalidate, useRpcAction } from '../../data/rpc-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks before the operation log is emptied. */
export function ClearDialog({ onClose }: { onClose: () => void }) {
  const invalidate = useInvalidate();
  const clear = useRpcAction('logs.clear', {
    onDone: () => {
      invalidate('logs.get');
      onClose();
    },
  });
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="danger" busy={clear.isPending} onClick={() => clear.mutate({})}>
        Empty the log
      </Button>
    </>
  );
  return (
    <Dialog title="Empty the operation log" onClose={onClose} actions={actions}>
      <p>All its entries go, for good. Sessions, their messages and their own logs stay.</p>
    </Dialog>
  );
}

import { useConnection } from '../data/hero-context.tsx';
import { useRpc } from '../data/rpc-query.ts';
import { Badge } from '../ui/badge.tsx';

/** Whether the server is there, and which one. */
export function ServerLine() {
  const connection = useConnection();
  const { data } = useRpc('server.info', {});
  if (connection.state === 'away') {
    return (
      <Badge tone="bad" dot="still">
        Away
      </Badge>
    );
  }
  return (
    <span title={data && `Server process ${data.pid}`}>{data === undefined ? '' : `v${data.version}`}</span>
  );
}

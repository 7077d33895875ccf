import { useRef } from 'react';
import { useConnection } from '../data/hero-context.tsx';
import { useRpc } from '../data/rpc-query.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { TimeAgo } from '../ui/time-ago.tsx';
import styles from './connection-banner.module.css';

/** The version the page was loaded with is the first that a server told it. */
function useNewVersion(): string | undefined {
  const { data } = useRpc('server.info', {});
  const first = useRef<string | undefined>(undefined);
  first.current ??= data?.version;
  return data !== undefined && data.version !== first.current ? data.version : undefined;
}

/** Says when what is on screen may be old, and why. */
export function ConnectionBanner() {
  const connection = useConnection();
  const newVersion = useNewVersion();
  if (connection.state === 'away') {
    return (
      <div className={styles['banner']} role="alert">
        <span>
          The server does not answer (<TimeAgo at={new Date(connection.since).toISOString()} suffix="" />
          ). Agents go on by themselves; this page comes back by itself. <code>hero-claude status</code> says
          more.
        </span>
      </div>
    );
  }
  if (newVersion !== undefined) {
    return (
      <div className={styles['banner']} role="status">
        <span>The server was updated to {newVersion}.</span>
        <Button small onClick={() => location.reload()}>
          Reload
        </Button>
      </div>
    );
  }
  if (connection.state === 'polling') {
    return (
      <div className={classNames(styles['banner'], styles['quiet'])} role="status">
        Something between here and the server holds the event stream back: this page asks every few seconds.
      </div>
    );
  }
  return null;
}

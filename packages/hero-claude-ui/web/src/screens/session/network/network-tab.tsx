import type { EgressDecision, SessionDetails } from 'hero-claude-sdk';
import { useState } from 'react';
import { useRpcAction } from '../../../data/rpc-query.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Checkbox, TextInput } from '../../../ui/field.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { bytes } from '../../../ui/numbers.ts';
import { Loading } from '../../../ui/spinner.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { egressWords } from '../info/egress-words.ts';
import { visibleLine } from '../safe/visible-text.ts';
import styles from './network-tab.module.css';
import { useEgressLog } from './use-egress-log.ts';

/** Where the session wanted to go, what was let through, and the way to allow more. */
export function NetworkTab({ session }: { session: SessionDetails }) {
  const { session_id } = session;
  const { held: decisions, loading, error } = useEgressLog(session_id);
  const [refusedOnly, setRefusedOnly] = useState(false);
  const [host, setHost] = useState('');
  const toast = useToast();
  const allow = useRpcAction('egress.allow', {
    onDone: ({ live }, params) => {
      setHost('');
      const when = live ? 'now' : 'from the next start';
      toast.show({ kind: 'good', text: `${visibleLine(params.host)} can be reached ${when}` });
    },
  });
  const listed = typeof session.egress === 'string' ? [] : (session.egress.allow ?? []);
  const shown = refusedOnly ? decisions.filter(({ allowed }) => !allowed) : decisions;
  return (
    <div className={styles['tab']}>
      <form
        className={styles['bar']}
        onSubmit={(event) => {
          event.preventDefault();
          if (host.trim() !== '') allow.mutate({ session_id, host: host.trim() });
        }}
      >
        <p>
          May reach: <b>{egressWords(session.egress)}</b>
        </p>
        <TextInput
          aria-label="Host to allow"
          placeholder="example.com"
          title="host, host:port or *.host"
          value={host}
          onChange={(event) => setHost(event.target.value)}
        />
        <Button small type="submit" busy={allow.isPending} disabled={host.trim() === ''}>
          Allow
        </Button>
        <Checkbox checked={refusedOnly} onChange={setRefusedOnly}>
          Only refused
        </Checkbox>
      </form>
      {error !== null && <ErrorNotice error={error} />}
      {loading && <Loading what="the decisions" />}
      {!loading && error === null && shown.length === 0 && (
        <EmptyState title={refusedOnly ? 'Nothing was refused' : 'No connection yet'}>
          The container has no network of its own. What its programs ask for through the proxy is listed here,
          with what became of it.
        </EmptyState>
      )}
      {shown.length > 0 && (
        <div className={styles['scroll']}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Host</th>
                <th scope="col">Decision</th>
                <th scope="col" className={styles['number']}>
                  Up
                </th>
                <th scope="col" className={styles['number']}>
                  Down
                </th>
                <th scope="col">
                  <span className="visually-hidden">Action</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((decision) => (
                <Row
                  key={decision.id}
                  decision={decision}
                  listed={listed}
                  onAllow={(name) => allow.mutate({ session_id, host: name })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

interface RowProps {
  decision: EgressDecision;
  /** What has been allowed by name. */
  listed: readonly string[];
  onAllow: (host: string) => void;
}

function Row({ decision, listed, onAllow }: RowProps) {
  const { host, port, allowed, reason, last_at, count, bytes_up, bytes_down } = decision;
  const name = port === 443 || port === 80 ? host : `${host}:${port}`;
  const refused = !allowed;
  return (
    <tr>
      <td className={styles['when']}>
        <TimeAgo at={last_at} />
      </td>
      <td className={styles['host']}>
        {visibleLine(name)}
        {count > 1 && <small> ×{count}</small>}
      </td>
      <td className={classNames(refused ? styles['refused'] : styles['allowed'])}>
        {refused ? 'refused' : 'allowed'}
        <small> {visibleLine(reason.replaceAll('_', ' '))}</small>
      </td>
      <td className={styles['number']}>{bytes(bytes_up)}</td>
      <td className={styles['number']}>{bytes(bytes_down)}</td>
      <td>
        {refused && listed.includes(name) && <span className={styles['allowed']}>allowed now</span>}
        {refused && host !== '' && !listed.includes(name) && (
          <Button small kind="ghost" onClick={() => onAllow(name)}>
            Allow
          </Button>
        )}
      </td>
    </tr>
  );
}

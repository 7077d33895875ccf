import type { SessionDetails } from 'hero-claude-sdk';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { visibleText } from '../safe/visible-text.ts';
import type { TerminalEnd } from './terminal-link.ts';
import { TerminalScreen } from './terminal-screen.tsx';
import styles from './terminal-tab.module.css';

const possible: readonly SessionDetails['status'][] = ['created', 'running', 'stopped', 'completed'];

/** A shell beside the agent, with the same files, limits and network. */
export function TerminalTab({ session }: { session: SessionDetails }) {
  const [round, setRound] = useState(0);
  const [end, setEnd] = useState<TerminalEnd | null>(null);
  if (!possible.includes(session.status)) {
    return (
      <EmptyState title="No terminal now">
        The session is {session.status}; a terminal can be opened when that is over.
      </EmptyState>
    );
  }
  const again = (): void => {
    setEnd(null);
    setRound(round + 1);
  };
  return (
    <div className={styles['tab']}>
      {end !== null && (
        <div className={styles['end']}>
          <Notice
            hint={end.hint}
            actions={
              <Button small onClick={again}>
                Open another
              </Button>
            }
          >
            {visibleText(end.reason)}
          </Notice>
        </div>
      )}
      <TerminalScreen key={round} sessionId={session.session_id} onEnd={setEnd} />
    </div>
  );
}

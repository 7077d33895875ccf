import type { SessionDetails } from 'hero-claude-sdk';
import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import styles from './agent-settings.module.css';
import { ConfigureDialog } from './configure-dialog.tsx';
import { permissionLabels, permissionModeNow } from './permission-labels.ts';

/** Model, effort and permission mode as they are, and the way to change them while the agent runs. */
export function AgentSettings({ session }: { session: SessionDetails }) {
  const [open, setOpen] = useState(false);
  const { model, effort } = session;
  const words = [visibleLine(model ?? 'Default model'), effort, permissionLabels[permissionModeNow(session)]];
  return (
    <>
      <Button
        kind="ghost"
        small
        title="Model, effort, permissions"
        aria-label="Model, effort, permissions"
        className={styles['button']}
        onClick={() => setOpen(true)}
      >
        <SlidersHorizontal size={13} aria-hidden="true" />
        <span className={styles['words']}>{words.filter((word) => word !== null).join(' · ')}</span>
      </Button>
      {open && <ConfigureDialog session={session} onClose={() => setOpen(false)} />}
    </>
  );
}

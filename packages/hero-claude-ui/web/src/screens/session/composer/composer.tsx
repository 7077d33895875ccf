import type { PromptMode, SessionDetails } from 'hero-claude-sdk';
import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useRpcAction } from '../../../data/rpc-query.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import type { Transcript } from '../transcript/transcript.ts';
import { AgentSettings } from './agent-settings.tsx';
import { AttachButton, AttachmentList } from './attachment-list.tsx';
import styles from './composer.module.css';
import { useDraft } from './draft.ts';
import { ModeChoice } from './mode-choice.tsx';
import { promptHistory } from './prompt-history.ts';
import { suggestCommands } from './slash-commands.ts';
import { SlashMenu } from './slash-menu.tsx';
import { useAttachments } from './use-attachments.ts';
import { useSend } from './use-send.ts';

export interface ComposerProps {
  session: SessionDetails;
  transcript: Transcript;
  onSent: () => void;
}

/** Where one talks to the agent. */
export function Composer({ session, transcript, onSent }: ComposerProps) {
  const { session_id, status, agent } = session;
  const [text, setText] = useDraft(session_id);
  const [mode, setMode] = useState<PromptMode>('steer');
  const [recalled, setRecalled] = useState<number | null>(null);
  const [marked, setMarked] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);
  const interrupt = useRpcAction('session.interrupt');
  const commands = transcript.commands;
  const suggestions = useMemo(() => suggestCommands(text, commands), [text, commands]);
  const attachments = useAttachments();
  const { busy, send, error } = useSend(session, commands, () => {
    setText('');
    attachments.clear();
    setRecalled(null);
    onSent();
  });
  const atWork = status === 'running' && agent !== null && busyStates.has(agent.state);

  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, innerHeight * 0.4)}px`;
  }, [text]);

  const submit = (): void => {
    if (text.trim() === '' || busy || attachments.busy) return;
    // Nothing goes without its files: what has not arrived is sent again first.
    if (!attachments.retry()) send(text, mode, attachments.ids);
  };
  const choose = (name: string): void => {
    setText(`/${name} `);
    area.current?.focus();
  };
  const recall = (step: number): boolean => {
    const history = promptHistory(transcript.roots);
    const next = (recalled ?? -1) + step;
    if (next < -1 || next >= history.length) return false;
    setRecalled(next === -1 ? null : next);
    setText(history[next] ?? '');
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const suggested = suggestions[Math.min(marked, suggestions.length - 1)];
    if (suggested !== undefined && (event.key === 'Tab' || event.key === 'Enter')) choose(suggested);
    else if (suggestions.length > 0 && event.key === 'ArrowDown')
      setMarked((marked + 1) % suggestions.length);
    else if (suggestions.length > 0 && event.key === 'ArrowUp')
      setMarked((marked + suggestions.length - 1) % suggestions.length);
    else if (event.key === 'Enter' && !event.shiftKey) submit();
    else if (event.key === 'ArrowUp' && (text === '' || recalled !== null) && recall(1))
      event.preventDefault();
    else if (event.key === 'ArrowDown' && recalled !== null && recall(-1)) event.preventDefault();
    else if (event.key === 'Escape') area.current?.blur();
    else return;
    if (event.key !== 'Escape') event.preventDefault();
  };

  return (
    <div
      className={styles['composer']}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        attachments.add(event.dataTransfer.files);
      }}
    >
      {error !== null && (
        <div className={styles['error']}>
          <ErrorNotice error={error} />
        </div>
      )}
      <SlashMenu names={suggestions} marked={Math.min(marked, suggestions.length - 1)} onChoose={choose} />
      <textarea
        ref={area}
        className={styles['area']}
        rows={1}
        aria-label="Say something to the agent"
        placeholder={placeholderOf(session, atWork ? mode : null)}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setRecalled(null);
          setMarked(0);
        }}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          attachments.add(event.clipboardData.files);
        }}
      />
      <AttachmentList attachments={attachments} />
      <div className={styles['row']}>
        <AttachButton attachments={attachments} />
        <AgentSettings session={session} />
        <span className={styles['gap']} />
        {atWork && <ModeChoice mode={mode} onChange={setMode} />}
        {atWork && (
          <Button
            small
            aria-label="Interrupt"
            busy={interrupt.isPending}
            onClick={() => interrupt.mutate({ session_id })}
          >
            <Square size={12} aria-hidden="true" /> <span className={styles['word']}>Interrupt</span>
          </Button>
        )}
        <IconButton
          label={sendLabel(session)}
          kind="primary"
          small
          busy={busy || attachments.busy}
          disabled={text.trim() === ''}
          onClick={submit}
        >
          <ArrowUp size={16} />
        </IconButton>
      </div>
    </div>
  );
}

const busyStates = new Set(['working', 'waiting', 'retrying', 'quota', 'stuck']);

function sendLabel({ status }: SessionDetails): string {
  return status === 'running' || status === 'starting' ? 'Send' : 'Start the agent and send';
}

const whileAtWork: Record<PromptMode, string> = {
  steer: 'Read at its next step…',
  queue: 'A turn of its own, after this one…',
  now: 'Cuts short what it is doing…',
};

function placeholderOf({ status }: SessionDetails, mode: PromptMode | null): string {
  if (mode !== null) return whileAtWork[mode];
  if (status === 'running' || status === 'starting') return 'What next?';
  if (status === 'created') return 'Not started yet. What you say here comes after its task.';
  return 'Go on: the agent starts again';
}

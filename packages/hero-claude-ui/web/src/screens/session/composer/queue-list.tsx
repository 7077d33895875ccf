import type { QueuedPrompt } from 'hero-claude-sdk';
import { ChevronDown, ChevronUp, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import { useInvalidate, useRpc, useRpcAction } from '../../../data/rpc-query.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { TextArea } from '../../../ui/field.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import styles from './queue-list.module.css';

/** What waits until the agent is idle: each can be changed, moved and taken back. */
export function QueueList({ sessionId }: { sessionId: string }) {
  const queue = useRpc('queue.list', { session_id: sessionId });
  const queued = queue.data ?? [];
  if (queued.length === 0) return null;
  return (
    <section className={styles['queue']} aria-label="Queued messages">
      <p className={styles['title']}>Queued for when the agent is idle</p>
      <ol>
        {queued.map((prompt) => (
          <QueuedLine
            key={prompt.uuid}
            sessionId={sessionId}
            prompt={prompt}
            last={prompt.position === queued.length}
          />
        ))}
      </ol>
    </section>
  );
}

function QueuedLine({ sessionId, prompt, last }: { sessionId: string; prompt: QueuedPrompt; last: boolean }) {
  const { uuid, position } = prompt;
  const [editing, setEditing] = useState(false);
  const invalidate = useInvalidate();
  const done = { onDone: () => invalidate('queue.list') };
  const move = useRpcAction('queue.move', done);
  const cancel = useRpcAction('queue.cancel', done);
  const place = { session_id: sessionId, uuid };
  if (editing)
    return <QueuedEditor sessionId={sessionId} prompt={prompt} onClose={() => setEditing(false)} />;
  return (
    <li className={styles['line']}>
      <span className={styles['text']}>{visibleLine(prompt.prompt)}</span>
      {prompt.attachments.length > 0 && (
        <span
          className={styles['files']}
          title={prompt.attachments.map(({ name }) => visibleLine(name)).join(', ')}
        >
          {prompt.attachments.length} {prompt.attachments.length === 1 ? 'file' : 'files'}
        </span>
      )}
      <IconButton
        small
        label="Earlier"
        disabled={position === 1}
        onClick={() => move.mutate({ ...place, position: position - 1 })}
      >
        <ChevronUp size={14} />
      </IconButton>
      <IconButton
        small
        label="Later"
        disabled={last}
        onClick={() => move.mutate({ ...place, position: position + 1 })}
      >
        <ChevronDown size={14} />
      </IconButton>
      <IconButton small label="Change" onClick={() => setEditing(true)}>
        <Pencil size={13} />
      </IconButton>
      <IconButton small label="Take back" busy={cancel.isPending} onClick={() => cancel.mutate(place)}>
        <X size={14} />
      </IconButton>
    </li>
  );
}

interface QueuedEditorProps {
  sessionId: string;
  prompt: QueuedPrompt;
  onClose: () => void;
}

function QueuedEditor({ sessionId, prompt: { uuid, prompt }, onClose }: QueuedEditorProps) {
  const [text, setText] = useState(prompt);
  const invalidate = useInvalidate();
  const edit = useRpcAction('queue.edit', {
    onDone: () => {
      invalidate('queue.list');
      onClose();
    },
  });
  return (
    <li className={styles['editor']}>
      <TextArea
        autoFocus
        aria-label="Queued message"
        rows={4}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button small onClick={onClose}>
        Cancel
      </Button>
      <Button
        small
        kind="primary"
        busy={edit.isPending}
        disabled={text.trim() === ''}
        onClick={() => edit.mutate({ session_id: sessionId, uuid, prompt: text })}
      >
        Save
      </Button>
    </li>
  );
}

import type { PromptMode, Session } from 'hero-claude-sdk';
import { useRef } from 'react';
import { useRpcAction } from '../../../data/rpc-query.ts';
import { promptUuid } from './prompt-uuid.ts';
import { isCommand } from './slash-commands.ts';

/** Says something to the agent; one that does not run is started, and reads it then. */
export function useSend(session: Session, commands: readonly string[], onSent: () => void) {
  const { session_id, status } = session;
  const pending = useRef<{ text: string; uuid: string } | null>(null);
  const start = useRpcAction('session.start', { quiet: true });
  const send = useRpcAction('session.send', {
    quiet: true,
    onDone: () => {
      pending.current = null;
      onSent();
      if (status !== 'running' && status !== 'starting') start.mutate({ session_id });
    },
  });
  return {
    busy: send.isPending || start.isPending,
    /** Why it could not be said, or the agent not be started. */
    error: send.error ?? start.error,
    send: (text: string, mode: PromptMode, attachments: readonly string[] = []): void => {
      // Sent again after a failure that left it open whether it arrived, it is still said once.
      const uuid = pending.current?.text === text ? pending.current.uuid : promptUuid();
      pending.current = { text, uuid };
      const command = isCommand(text, commands);
      send.mutate({
        session_id,
        prompt: text,
        uuid,
        mode: status === 'running' ? mode : 'queue',
        ...(command && { command }),
        ...(attachments.length > 0 && { attachments: [...attachments] }),
      });
    },
  };
}

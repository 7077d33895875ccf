import type { Approval, ApprovalDecision } from 'hero-claude-sdk';
import { type ReactNode, useState } from 'react';
import { useInvalidate, useRpcAction } from '../../data/rpc-query.ts';
import { visibleLine, visibleText } from '../../screens/session/safe/visible-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import styles from './approval-card.module.css';
import { QuestionForm } from './question-form.tsx';
import { questionsIn } from './questions.ts';
import { ToolInput } from './tool-input.tsx';

const titles: Record<Approval['kind'], string> = {
  permission: 'May it?',
  question: 'It asks',
  plan: 'It has a plan',
};

export interface ApprovalCardProps {
  approval: Approval;
  /** Which session asks, where that is not clear from the place. */
  from?: ReactNode;
}

/** One question of an agent, answered in place. `data-approval` is how keys find it. */
export function ApprovalCard({ approval, from }: ApprovalCardProps) {
  const { approval_id, kind, tool, input, reason, asked_at, waiting, repeated } = approval;
  const [message, setMessage] = useState('');
  const invalidate = useInvalidate();
  const answer = useRpcAction('approval.answer', {
    onDone: () => invalidate('approval.list', 'session.list', 'session.info'),
  });
  const decide = (decision: ApprovalDecision, more: { always?: boolean } = {}) =>
    answer.mutate({
      approval_id,
      decision,
      ...more,
      ...(decision.startsWith('deny') && message !== '' && { message }),
    });
  const questions = kind === 'question' ? questionsIn(input) : [];
  return (
    <article
      className={styles['card']}
      tabIndex={-1}
      data-approval={approval_id}
      aria-label={`${titles[kind]} ${tool}`}
    >
      <div className={styles['head']}>
        <div>
          {from} <strong>{kind === 'permission' ? visibleLine(tool) : titles[kind]}</strong>
        </div>
        <span className={styles['quiet']}>
          {repeated && <Badge>asked again</Badge>}{' '}
          {!waiting && <Badge tone="info">kept until it asks again</Badge>} <TimeAgo at={asked_at} />
        </span>
      </div>
      {reason !== null && <p className={styles['quiet']}>{visibleText(reason)}</p>}
      {questions.length > 0 ? (
        <QuestionForm
          questions={questions}
          busy={answer.isPending}
          onAnswer={(answers) => answer.mutate({ approval_id, decision: 'allow', answers })}
        />
      ) : (
        <>
          <ToolInput input={input} />
          <div className={styles['actions']}>
            <Button kind="primary" data-allow="" busy={answer.isPending} onClick={() => decide('allow')}>
              {kind === 'plan' ? 'Go ahead' : 'Allow'}
            </Button>
            {kind === 'permission' && (
              <>
                <Button disabled={answer.isPending} onClick={() => decide('allow_for_session')}>
                  Allow for the session
                </Button>
                <Button
                  disabled={answer.isPending}
                  title="Becomes a rule of the repository: this very call is not asked again"
                  onClick={() => decide('allow', { always: true })}
                >
                  Always
                </Button>
              </>
            )}
            <Button kind="danger" data-deny="" disabled={answer.isPending} onClick={() => decide('deny')}>
              {kind === 'plan' ? 'Plan on' : 'Deny'}
            </Button>
            <Button kind="ghost" disabled={answer.isPending} onClick={() => decide('deny_and_stop')}>
              Deny and end the turn
            </Button>
          </div>
          <TextInput
            aria-label="What the agent is told when it is denied"
            placeholder="When denied, tell it why or what to do instead"
            value={message}
            onChange={(event) => setMessage(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && message !== '') decide('deny');
            }}
          />
        </>
      )}
    </article>
  );
}

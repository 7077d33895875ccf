import type { ApprovalRule } from 'hero-claude-sdk';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useInvalidate, useRpc, useRpcAction } from '../../data/rpc-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { visibleLine } from '../session/safe/visible-text.ts';
import styles from './inbox-screen.module.css';
import { RuleDialog } from './rule-dialog.tsx';

/** `Bash(npm test *)`, as rules are written everywhere. */
function callOf({ tool, pattern }: ApprovalRule): string {
  return visibleLine(pattern === null ? `${tool}: every call` : `${tool}(${pattern})`);
}

/** What is answered without asking anybody, and the way to take it back. */
export function Rules() {
  const { data, error } = useRpc('approval.rules', {});
  const invalidate = useInvalidate();
  const [adding, setAdding] = useState(false);
  const remove = useRpcAction('approval.rules', { onDone: () => invalidate('approval.rules') });
  const columns: Column<ApprovalRule>[] = [
    { head: 'Call', cell: (rule) => <code>{callOf(rule)}</code> },
    {
      head: 'Answer',
      kind: 'tight',
      cell: ({ behavior }) => (
        <Badge tone={behavior === 'allow' ? 'good' : 'bad'}>
          {behavior === 'allow' ? 'allowed' : 'denied'}
        </Badge>
      ),
    },
    { head: 'Repository', cell: ({ repo }) => visibleLine(repo) },
    {
      head: 'Since',
      kind: 'tight',
      cell: ({ created_at, created_by }) => (
        <>
          <TimeAgo at={created_at} />
          {created_by !== null && ` by ${visibleLine(created_by)}`}
        </>
      ),
    },
    {
      head: 'Actions',
      kind: 'actions',
      cell: (rule) => (
        <IconButton
          small
          label={`Remove the rule ${callOf(rule)} of ${visibleLine(rule.repo)}`}
          busy={remove.isPending && remove.variables.remove === rule.rule_id}
          onClick={() => remove.mutate({ remove: rule.rule_id })}
        >
          <Trash2 size={14} />
        </IconButton>
      ),
    },
  ];
  const rules = data?.rules ?? [];
  return (
    <Section
      title="Answered for you"
      lead="Rules answer before anybody is asked, in every session of their repository. “Always…” on a question makes one."
    >
      {error !== null && <ErrorNotice error={error} />}
      {data !== undefined && rules.length === 0 && <p className={styles['none']}>There are no rules.</p>}
      {rules.length > 0 && (
        <Table label="Rules" columns={columns} rows={rules} keyOf={({ rule_id }) => rule_id} />
      )}
      <div>
        <Button small onClick={() => setAdding(true)}>
          <Plus size={14} aria-hidden="true" /> Add a rule
        </Button>
      </div>
      {adding && <RuleDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}

import { useId, useState } from 'react';
import { useInvalidate, useRpc, useRpcAction } from '../../data/rpc-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import styles from './inbox-screen.module.css';

/** What a pattern is held against, tool by tool; others are ruled by their name alone. */
const subjects: Readonly<Record<string, { of: string; example: string }>> = {
  Bash: { of: 'the whole command', example: 'npm test *' },
  Read: { of: 'the path below the repository', example: 'src/**' },
  Write: { of: 'the path below the repository', example: 'docs/**' },
  Edit: { of: 'the path below the repository', example: 'src/**' },
  NotebookEdit: { of: 'the path below the repository', example: 'notebooks/*' },
  WebFetch: { of: 'the address', example: 'https://docs.example.com/**' },
  WebSearch: { of: 'the query', example: '*' },
};

/** Makes a rule by hand, before anybody was asked. */
export function RuleDialog({ onClose }: { onClose: () => void }) {
  const { data: repos } = useRpc('repo.list', {});
  const invalidate = useInvalidate();
  const [chosen, setRepo] = useState('');
  const [tool, setTool] = useState('Bash');
  const [pattern, setPattern] = useState('');
  const [behavior, setBehavior] = useState<'allow' | 'deny'>('allow');
  const form = useId();
  const repo = chosen === '' ? (repos?.[0]?.name ?? '') : chosen;
  const subject = Object.hasOwn(subjects, tool) ? subjects[tool] : undefined;
  const add = useRpcAction('approval.rules', {
    quiet: true,
    onDone: () => {
      invalidate('approval.rules', 'approval.list');
      onClose();
    },
  });
  return (
    <Dialog
      title="Add a rule"
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={form} busy={add.isPending} disabled={repo === ''}>
          Add
        </Button>
      }
    >
      <form
        id={form}
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          const of = subject === undefined || pattern.trim() === '' ? {} : { pattern: pattern.trim() };
          add.mutate({ add: { repo, tool: tool.trim(), behavior, ...of } });
        }}
      >
        <Field label="Repository">
          {(id) => (
            <Select id={id} value={repo} onChange={(event) => setRepo(event.target.value)}>
              {repos?.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Answer">
          {(id) => (
            <Select
              id={id}
              value={behavior}
              onChange={(event) => setBehavior(event.target.value === 'deny' ? 'deny' : 'allow')}
            >
              <option value="allow">Allow</option>
              <option value="deny">Deny</option>
            </Select>
          )}
        </Field>
        <Field label="Tool" hint="Or the name of an MCP tool, as its questions show it: mcp__docs__search">
          {(id) => (
            <>
              <TextInput
                id={id}
                mono
                required
                list={`${form}-tools`}
                value={tool}
                onChange={(event) => setTool(event.target.value)}
              />
              <datalist id={`${form}-tools`}>
                {Object.keys(subjects).map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        {subject !== undefined && (
          <Field
            label="Only for"
            hint={`Held against ${subject.of}. Empty: every call. A * stands for anything but what ends a command or a folder, ** crosses folders.`}
          >
            {(id) => (
              <TextInput
                id={id}
                mono
                maxLength={2_000}
                placeholder={subject.example}
                value={pattern}
                onChange={(event) => setPattern(event.target.value)}
              />
            )}
          </Field>
        )}
        {add.isError && <ErrorNotice error={add.error} />}
      </form>
    </Dialog>
  );
}

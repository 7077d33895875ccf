import type { Effort, PermissionMode, SessionDetails } from 'hero-claude-sdk';
import { useState } from 'react';
import { useRpcAction } from '../../../data/rpc-query.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, Select, TextInput } from '../../../ui/field.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { permissionChoices, permissionModeNow } from './permission-labels.ts';

const efforts: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];
const models = ['opus', 'sonnet', 'haiku', 'opusplan'];

/** Changes how the agent works, at once where it can. */
export function ConfigureDialog({ session, onClose }: { session: SessionDetails; onClose: () => void }) {
  const { session_id } = session;
  const [model, setModel] = useState(session.model ?? '');
  const [effort, setEffort] = useState<Effort | ''>(session.effort ?? '');
  const [mode, setMode] = useState<PermissionMode | null>(null);
  const [budget, setBudget] = useState(session.money.budget_usd?.toString() ?? '');
  const toast = useToast();
  const configure = useRpcAction('session.configure', {
    onDone: ({ applied }) => {
      const later = Object.entries(applied).filter(([, when]) => when === 'next_start');
      const names = later.map(([name]) => name.replace('_', ' ')).join(', ');
      toast.show({
        kind: 'good',
        text: later.length === 0 ? 'Holds from the next step' : `Holds from the next start: ${names}`,
      });
      onClose();
    },
  });
  const budgetUsd = budget.trim() === '' ? null : Number(budget);
  const wrong = budgetUsd !== null && !(budgetUsd > 0);
  const save = (): void =>
    configure.mutate({
      session_id,
      ...(model.trim() !== '' && model.trim() !== session.model && { model: model.trim() }),
      ...(effort !== '' && effort !== session.effort && { effort }),
      ...(mode !== null && { permission_mode: mode }),
      ...(budgetUsd !== session.money.budget_usd && { budget_usd: budgetUsd }),
    });
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" busy={configure.isPending} disabled={wrong} onClick={save}>
        Apply
      </Button>
    </>
  );
  return (
    <Dialog title="How the agent works" onClose={onClose} actions={actions}>
      <Field label="Model" hint="opus, sonnet, haiku, or a full name.">
        {(id) => (
          <>
            <TextInput
              id={id}
              list={`${id}-models`}
              placeholder="Claude Code’s default"
              value={model}
              onChange={(event) => setModel(event.target.value)}
            />
            <datalist id={`${id}-models`}>
              {models.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field label="Effort" hint="How much it thinks before it answers.">
        {(id) => (
          <Select id={id} value={effort} onChange={(event) => setEffort(event.target.value as Effort | '')}>
            {session.effort === null && <option value="">Model default</option>}
            {efforts.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Permission mode"
        hint="The container is the boundary; questions guide the agent within it."
      >
        {(id) => (
          <Select
            id={id}
            value={mode ?? permissionModeNow(session)}
            onChange={(event) => setMode(event.target.value as PermissionMode)}
          >
            {(Object.keys(permissionChoices) as PermissionMode[]).map((name) => (
              <option key={name} value={name}>
                {permissionChoices[name]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Budget in dollars"
        hint="What its model calls may cost at list price; calls beyond it are refused. Empty: none of its own."
        error={wrong ? 'Needs an amount above 0' : undefined}
      >
        {(id) => (
          <TextInput
            id={id}
            inputMode="decimal"
            value={budget}
            onChange={(event) => setBudget(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
